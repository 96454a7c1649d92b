import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { bin, runCli } from "../../helpers/cli.ts";
import { everything } from "../../helpers/everything.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started) child.kill("SIGKILL");
});

/** Says that it has begun, and ends when it is told to. */
const waiting = `#!/bin/sh
cat >/dev/null
touch "$CALLS.begun"
while [ ! -e "$CALLS.go" ]; do sleep 0.02; done
echo done
`;

/** Resolves once a file is there. */
function appears(dir: string, name: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dir, () => look());
    const look = () => {
      if (!existsSync(join(dir, name))) return;
      watcher.close();
      resolve();
    };
    look();
  });
}

describe("while a run holds the story", () => {
  it("people decide, and the run takes it", async () => {
    const cwd = newFolder();
    const files = scratchBoard(cwd, [{ slug: "one" }], { agent: waiting });
    const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
    const json = async (...args: string[]) => JSON.parse((await cli(...args, "--json")).stdout);
    const run = cli("run", "--auto");
    await appears(cwd, "calls.log.begun");

    const { stories, unfinishedRuns, next } = await json("status");
    expect(stories[0].held.kind).toBe("leased");
    expect(stories[0].progress[0]).toEqual({ step: "refine", state: "running", attempt: 1 });
    expect([unfinishedRuns[0].status, unfinishedRuns[0].continue, next]).toEqual(["running", undefined, []]);
    expect((await cli("show", "one")).stdout).toMatch(/Running: .*process \d+/);

    const blocked = await cli("block", "one", "--reason", "stop after this");
    expect(blocked).toMatchObject({ code: 0, stderr: "" });
    expect(blocked.stdout).toMatch(/^✓ one: noted, and taken by the run that holds it\n {2}.*process \d+/);
    expect((await json("show", "one")).pendingMessages).toBe(1);

    writeFileSync(`${files.env.CALLS}.go`, "");
    await run;
    expect(await json("show", "one")).toMatchObject({
      pendingMessages: 0,
      held: { kind: "blocked", reason: "stop after this" },
      attempts: [{ action: "refine", outcome: "done", accepted: true }],
    });
  });
});

describe("status --watch", () => {
  it("tells again when something has changed, writes nothing, and ends with its reader", async () => {
    const cwd = newFolder();
    scratchBoard(cwd, [{ slug: "one" }]);
    const before = everything(cwd);
    const child = spawn(process.execPath, [bin, "status", "--watch", "--json"], { cwd });
    started.push(child);
    const lines = child.stdout.setEncoding("utf8")[Symbol.asyncIterator]();
    const stories = async () => {
      const { value } = await lines.next();
      return JSON.parse(String(value)).stories.map(({ slug }: { slug: string }) => slug);
    };
    expect(await stories()).toEqual(["one"]);
    expect(everything(cwd)).toEqual(before);
    scratchBoard(cwd, [{ slug: "two" }]);
    expect(await stories()).toContain("two");
    child.stdout.destroy();
    scratchBoard(cwd, [{ slug: "three" }]);
    expect(await new Promise((resolve) => child.on("exit", resolve))).toBe(0);
  });
});
