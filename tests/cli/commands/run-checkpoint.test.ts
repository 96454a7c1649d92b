import { rmSync, writeFileSync } from "node:fs";
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

describe("a run whose journal is gone", () => {
  it("goes on from its checkpoint: what is done, and what it has spent", async () => {
    const { cli, files, at } = board(costly, { limits: { costPerRun: 3 } });
    expect((await cli("run", "--auto")).code).toBe(6);
    rmSync(at("runs"), { recursive: true });
    const { code, stdout } = await cli("run", "--continue");
    expect(stdout).toContain("⟳ Resuming workflow from checkpoint (2 actions already done)\n");
    expect(stdout).toContain("⊘ Skipping completed actions: refine, research\n");
    expect([code, files.calls().length]).toEqual([6, 2]);
    expect(files.checkpoint()?.completedActions).toHaveLength(2);
  });

  it("believes no checkpoint against the story: what is not done is done", async () => {
    const { cli, files, at } = board(politeAgent);
    const claim = { storyId: "story-one", storyPath: ".agentic-sdlc/stories/one.md", attempt: 1 };
    const foreign = {
      version: "1.0",
      workflowId: "run-1",
      workflow: { name: "story", hash: "" },
      timestamp: "2026-01-08T10:11:12.123Z",
      status: "interrupted",
      currentActions: [],
      completedActions: [
        { ...claim, path: "story[one]/plan#1", type: "plan", completedAt: "2026-01-08T10:11:12.123Z" },
      ],
      context: { options: { auto: true } },
    };
    writeFileSync(at(".workflow-state.json"), JSON.stringify(foreign));
    const { code, stdout } = await cli("run", "--continue");
    expect([code, stdout]).toEqual([0, expect.stringContaining("(0 actions already done)")]);
    expect(files.calls()).toHaveLength(5);
  });
});
