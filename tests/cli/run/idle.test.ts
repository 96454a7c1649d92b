import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(agent?: string) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }], { agent });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { cwd, files, cli };
}

describe("run", () => {
  it("says why an action that was asked for is not started", async () => {
    const { cli } = board();
    for (const scope of [[], ["--story", "one"]]) {
      const { code, stdout } = await cli("run", ...scope, "--action", "plan");
      expect([code, stdout]).toEqual([0, "Nothing to do: one: next is refine, asked for plan\n"]);
      expect((await cli("run", ...scope, "--action", "plan", "--dry-run")).stdout).toContain(
        "not queued: one: unselected: next is refine, asked for plan",
      );
    }
  });

  it("writes its checkpoint again where an attempt removed it", async () => {
    const { cli, files } = board(`#!/bin/sh
cat > /dev/null
rm -f .agentic-sdlc/.workflow-state.json
echo "VERDICT: approved"
`);
    expect((await cli("run", "--auto", "--max-actions", "3")).code).toBe(0);
    expect(files.checkpoint()).toMatchObject({ status: "limited" });
  });

  it("sets a checkpoint aside that nobody can read, and lists the runs without a word about it", async () => {
    const { cwd, cli } = board();
    writeFileSync(join(cwd, ".agentic-sdlc/.workflow-state.json"), "not JSON");
    expect((await cli("run")).stdout).toContain("it was moved to .agentic-sdlc/runs/damaged-checkpoint-");
    const { code, stderr } = await cli("runs");
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("tells to type a command again that could save nothing", async () => {
    const { cwd, files, cli } = board();
    // A file where a folder must be cannot be written into, by root neither.
    writeFileSync(join(cwd, ".agentic-sdlc/leases"), "");
    const { code, stderr } = await cli("run");
    expect([code, stderr]).toEqual([7, expect.stringContaining("type the same command again")]);
    expect(readdirSync(join(cwd, ".agentic-sdlc"))).not.toContain("runs");
    expect(files.calls()).toEqual([]);
  });

  it("tells to continue a run that had begun when it could not be saved, and what could not be saved", async () => {
    const { cli } = board(`#!/bin/sh
cat > /dev/null
rm -f .agentic-sdlc/.workflow-state.json
mkdir .agentic-sdlc/.workflow-state.json
`);
    const { code, stderr } = await cli("run");
    expect(code).toBe(7);
    expect(stderr).toMatch(/^Error: Could not save .*\.workflow-state\.json$/m);
    expect(stderr).toContain("agentic-sdlc run --continue");
  });
});
