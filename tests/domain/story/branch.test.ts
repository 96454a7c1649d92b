import { spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { branchProblem } from "../../../src/domain/story/branch.ts";

const hasGit = spawnSync("git", ["--version"]).status === 0;

describe("branchProblem", () => {
  it.each(["agentic-sdlc/add-login", "agentic-sdlc/größe/2"])("allows %s", (name) => {
    expect(branchProblem(name)).toBeUndefined();
  });

  it.each([
    "main",
    "agentic-sdlc",
    "agentic-sdlc/",
    "agentic-sdlc/a..b",
    "agentic-sdlc/.a",
    "agentic-sdlc/a.lock",
    "agentic-sdlc/a.lock/b",
    "agentic-sdlc/a b",
    "agentic-sdlc/a//b",
    "agentic-sdlc/a.",
    "agentic-sdlc/a@{b",
    "agentic-sdlc/a\x07",
    "-agentic-sdlc/a",
  ])("refuses %j", (name) => {
    expect(branchProblem(name)).toEqual(expect.any(String));
  });

  (hasGit ? it : it.skip)("agrees with git check-ref-format (skipped without git)", () => {
    const unit = fc.constantFrom(
      "a",
      ".",
      "/",
      "@",
      "{",
      "-",
      "~",
      " ",
      "\\",
      "*",
      "é",
      "\x7f",
      ".lock",
      "..",
    );
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 6 }), (rest) => {
        const name = `agentic-sdlc/${rest}`;
        const git = spawnSync("git", ["check-ref-format", `refs/heads/${name}`]).status === 0;
        expect({ name, ok: branchProblem(name) === undefined }).toEqual({ name, ok: git });
      }),
      { numRuns: 150 },
    );
  });
});
