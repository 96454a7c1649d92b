import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard, waitingAgent } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(...given: [Parameters<typeof scratchBoard>[1], Parameters<typeof scratchBoard>[2]?]) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, ...given);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { cwd, cli, files };
}

const planned = { status: "ready", research_complete: true, plan_complete: true };

describe("a done story", () => {
  it("is reopened by clearing a flag: the action and what follows is done again", async () => {
    const { cwd, cli, files } = board([{ slug: "one", keys: planned }]);
    expect((await cli("run", "--auto")).code).toBe(0);
    const file = join(cwd, ".agentic-sdlc/stories/one.md");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("implementation_complete: true", "implementation_complete: false"));

    expect((await cli("run", "--auto", "--dry-run")).stdout).toContain("story[one]/implement#2");
    const { code, stdout } = await cli("run", "--auto");
    expect([code, stdout]).toEqual([0, expect.stringContaining("✓ one: done")]);
    expect(files.calls().slice(2)).toEqual(["story[one]/implement#2", "story[one]/review#2"]);
    expect(files.status("one")).toBe("done");
  });
});

describe("run, for one action", () => {
  it("does what is next instead when checks fail on a tree that changed", async () => {
    const config = { checks: ["test ! -e broken"] };
    const { cwd, cli, files } = board([{ slug: "one", keys: planned }], { config });
    execFileSync("git", ["init", "-q"], { cwd });
    await cli("run");
    writeFileSync(join(cwd, "broken"), "");
    const { stdout } = await cli("run");
    expect(stdout).not.toContain("Nothing to do");
    expect(files.calls().slice(0, 2)).toEqual(["story[one]/implement#1", "story[one]/implement#2"]);
  });

  it("takes what people asked meanwhile before it ends", async () => {
    const { cli, files } = board([{ slug: "one" }], { agent: waitingAgent("") });
    const run = cli("run");
    while (files.calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await cli("move", "one", "in-progress")).stdout).toContain("taken by the run that holds it");
    files.go();
    await run;
    expect(files.status("one")).toBe("in-progress");
    expect(files.journal("one").at(-1)).toMatchObject({ type: "written", keys: ["status"] });
  });
});
