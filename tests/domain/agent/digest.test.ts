import { describe, expect, it } from "@jest/globals";
import { contextDigest } from "../../../src/domain/agent/digest.ts";
import type { Attempt } from "../../../src/domain/journal/execution.ts";

const attempt = (action: string, number: number, more: Partial<Attempt> = {}) =>
  ({ action, attempt: number, outcome: "done", receipts: [], restored: [], ...more }) as Attempt;
const receipt = { command: "npm test", exitCode: 1, durationMs: 1, tail: "", tree: null };
const said = (a: Attempt) => `${a.action} ${a.attempt} said`;

describe("the digest of earlier attempts", () => {
  it("tells what each was told and did, in order", () => {
    const attempts = [
      attempt("implement", 1, {
        outcome: "failed",
        error: { kind: "check", message: "3 failed" },
        receipts: [receipt],
      }),
      attempt("implement", 2, { withdrawn: { by: "review", reason: "rejected by review#1" } }),
      attempt("review", 1, { verdict: "rejected" }),
      attempt("implement", 3, { outcome: "interrupted", kept: "refs/agentic-sdlc/kept/s/implement-3" }),
      attempt("implement", 4, { outcome: "running" }),
    ];
    expect(contextDigest(attempts, "implement", said)).toBe(
      [
        "### implement#1: failed (3 failed)",
        "The check `npm test` exited 1.",
        "implement 1 said",
        "",
        "### implement#2: done, then taken back: rejected by review#1",
        "It was told of: the failed check `npm test`",
        "implement 2 said",
        "",
        "### implement#3: interrupted; git keeps what it left as refs/agentic-sdlc/kept/s/implement-3",
        "It was told of: the rejection review#1",
        "implement 3 said",
      ].join("\n"),
    );
  });

  it("is bounded: the last five, 2 KiB of each", () => {
    const attempts = Array.from({ length: 9 }, (_, i) => attempt("plan", i + 1));
    const digest = contextDigest(attempts, "plan", () => "x".repeat(1_000_000));
    expect(digest.match(/^### plan#\d/gm)).toEqual([
      "### plan#5",
      "### plan#6",
      "### plan#7",
      "### plan#8",
      "### plan#9",
    ]);
    expect(digest.length).toBeLessThan(5 * 2200);
  });

  it("is nothing where there is none", () => {
    expect(contextDigest([attempt("plan", 1)], "review", said)).toBe("");
  });
});
