import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { politeAgent, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const costly = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
echo '{"output": "did it", "usage": {"costUsd": 2}}' > "$AGENTIC_SDLC_RESULT_FILE"
`;

function board(agent: string, config = {}) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }], { agent, config });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { cli, files, at: (path: string) => join(cwd, ".agentic-sdlc", path) };
}

/** A checkpoint that claims that a story was planned. */
function foreign(status: string, storyId: string) {
  const at = "2026-01-08T10:11:12.123Z";
  const storyPath = ".agentic-sdlc/stories/one.md";
  return {
    version: "1.0",
    workflowId: "run-1",
    workflow: { name: "story", hash: "" },
    timestamp: at,
    status,
    currentActions: [],
    completedActions: [
      { path: "story[one]/plan#1", type: "plan", storyId, storyPath, attempt: 1, completedAt: at },
    ],
    context: { options: { auto: true } },
  };
}

describe("a run whose journal is gone", () => {
  it("goes on from its checkpoint: what is done, and what it has spent", async () => {
    const { cli, files, at } = board(costly, { limits: { costPerRun: 3 } });
    expect((await cli("run", "--auto")).code).toBe(6);
    rmSync(at("runs"), { recursive: true });
    const { code, stdout } = await cli("run", "--continue");
    expect(stdout).toContain("⟳ Resuming workflow from checkpoint (2 actions already done)\n");
    expect(stdout).toContain("⊘ Skipping completed actions: refine, research\n");
    expect([code, files.calls().length]).toEqual([6, 2]);
    expect(stdout).toContain("  → Raise limits.costPerRun in .agentic-sdlc.json\n");
    expect(files.checkpoint()?.completedActions).toHaveLength(2);
  });

  it("believes no checkpoint against the story: what is not done is done", async () => {
    const { cli, files, at } = board(politeAgent);
    writeFileSync(at(".workflow-state.json"), JSON.stringify(foreign("interrupted", "story-one")));
    const { code, stdout } = await cli("run", "--continue");
    expect([code, stdout]).toEqual([0, expect.stringContaining("(0 actions already done)")]);
    expect(files.calls()).toHaveLength(5);
  });

  it("follows no id out of the board", async () => {
    const { cli, files, at } = board(politeAgent);
    writeFileSync(at(".workflow-state.json"), JSON.stringify(foreign("interrupted", "../../out")));
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.status("one")).toBe("done");
  });

  it("is cleared away where it was finished, but not by those who only look", async () => {
    const { cli, at } = board(politeAgent);
    writeFileSync(at(".workflow-state.json"), JSON.stringify(foreign("done", "story-one")));
    const text = "Previous workflow completed. No actions to resume.\n";
    for (const option of ["--dry-run", "--explain", "--show-prompt"]) {
      expect(await cli("run", "--continue", option)).toMatchObject({ code: 0, stdout: text });
      expect(existsSync(at(".workflow-state.json"))).toBe(true);
    }
    expect(await cli("run", "--continue")).toMatchObject({ code: 0, stdout: text });
    expect(existsSync(at(".workflow-state.json"))).toBe(false);
  });
});
