import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { bin, runCli } from "../../helpers/cli.ts";
import { type ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(agent: string) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }], { agent: `#!/bin/sh\ncat >/dev/null\n${agent}\n` });
  return { cwd, files, cli: (...args: string[]) => runCli(args, { cwd, env: files.env }) };
}

describe("logs", () => {
  it("prints what was said, with times, alone, or as JSON", async () => {
    const { cli } = board('echo "hello $AGENTIC_SDLC_ACTION"; printf "\\033[31mred\\n" >&2');
    const nothing = { code: 0, stdout: "", stderr: expect.stringContaining("run --story one") };
    expect(await cli("logs", "one")).toMatchObject(nothing);
    expect((await cli("logs", "one", "refine")).code).toBe(2);
    await cli("run");
    await cli("run");
    const { code, stdout } = await cli("logs", "one", "refine");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}hello refine$/m);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}red$/m);
    expect((await cli("logs", "one", "--raw")).stdout).toContain("hello research\n");
    const lines = (await cli("logs", "one", "research#1", "--json")).stdout.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toContainEqual({
      schemaVersion: 1,
      path: "story[one]/research#1",
      at: expect.any(String),
      stream: "out",
      text: "hello research",
    });
    const wrong = await cli("logs", "one", "implement#7");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("It has: refine#1, research#1")]);
  });

  it("falls back to the journal where the transcript is gone", async () => {
    const { cwd, cli } = board("echo kept");
    await cli("run");
    rmSync(join(cwd, ".agentic-sdlc/attempts/story-one/refine-1/transcript.ndjson"));
    expect((await cli("logs", "one", "--raw")).stdout).toContain("kept\n");
  });

  it("reads a story's logs also while its file is broken", async () => {
    const { cwd, cli } = board("echo kept");
    await cli("run");
    const file = join(cwd, ".agentic-sdlc/stories/one.md");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^status: .*/m, "status: odd"));
    expect((await cli("logs", "one", "--raw")).stdout).toContain("kept\n");
  });

  it("follows a running attempt to its end", async () => {
    const { cwd, files, cli } = board(
      'echo begun; while [ ! -e "$PWD/go" ]; do sleep 0.05; done; echo ended',
    );
    const run = cli("run");
    const seen: string[] = [];
    const follower = await whenStarted(cwd, files, seen);
    await until(follower, seen, "begun");
    expect(seen.join("")).not.toContain("ended");
    writeFileSync(join(cwd, "go"), "");
    const code = await new Promise((resolve) => follower.on("close", resolve));
    expect([code, seen.join("")]).toEqual([0, expect.stringContaining("begun\nended\n")]);
    expect((await run).code).toBe(0);
  });
});

/** Follows the story's log, once an attempt has been recorded. */
async function whenStarted(cwd: string, files: ScratchBoard, seen: string[]) {
  while (files.paths("one", "started").length === 0) await delay(20);
  const follower = spawn(process.execPath, [bin, "logs", "one", "--follow", "--raw"], { cwd });
  follower.stdout.setEncoding("utf8").on("data", (text) => seen.push(text));
  return follower;
}

function until(child: ReturnType<typeof spawn>, seen: readonly string[], text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => seen.join("").includes(text) && resolve();
    child.stdout?.on("data", look);
    child.on("close", () => reject(new Error(`ended without ${text}: ${seen.join("")}`)));
    look();
  });
}
