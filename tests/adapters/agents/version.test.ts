import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { versionOf } from "../../../src/adapters/agents/version.ts";
import { isAlive } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const env = { PATH: process.env.PATH };
const asked = (script: string, more = {}) => versionOf("/bin/sh", ["-c", script, "sh"], { ...env, ...more });

describe("versionOf", () => {
  it.each([
    ["2.1.330", 'echo "2.1.330 (Claude Code)"'],
    ["0.169.0", "echo codex-cli 0.169.0"],
    ["0.61.0-nightly.1", "echo warning; echo 0.61.0-nightly.1"],
    ["0.74.2", "echo 0.74.2 >&2"],
    ["1.0", '[ "$1" = --version ] && [ -z "$AGENTIC_SDLC_RUN_ID" ] && echo 1.0'],
  ])("reads %s", async (version, script) => {
    expect(await asked(script, { AGENTIC_SDLC_RUN_ID: "x" })).toEqual({ version });
  });

  it.each([
    ["no version: exit code 3, broken", "echo broken >&2; exit 3"],
    ["no version: exit code 0", "true"],
    ["no version: exit code 1, fails at 1.2", "echo fails at 1.2; exit 1"],
  ])("says %s", async (problem, script) => {
    expect(await asked(script)).toEqual({ problem });
  });

  it("says that it is not there", async () => {
    expect(await versionOf("no-such-program", [], env)).toEqual({
      problem: expect.stringContaining("not installed"),
    });
  });

  it("ends a program that does not answer after 5 s, with all it started", async () => {
    const file = join(newFolder(), "pid");
    const before = performance.now();
    const script = `trap "" INT TERM; sleep 300 & echo $! > "${file}"; wait`;
    expect(await asked(script)).toEqual({ problem: "no answer to --version within 5 s" });
    expect(performance.now() - before).toBeLessThan(7000);
    expect(isAlive(Number(readFileSync(file, "utf8")))).toBe(false);
  });
});
