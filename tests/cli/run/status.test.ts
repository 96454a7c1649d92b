import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { politeAgent, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const planned = { research_complete: true, plan_complete: true };

function board(agent: string) {
  const cwd = newFolder();
  const files = scratchBoard(
    cwd,
    [{ slug: "prepared", keys: { status: "ready", ...planned } }, { slug: "other" }],
    { agent },
  );
  return { cwd, files, cli: (...args: string[]) => runCli(args, { cwd, env: files.env }) };
}

describe("run --status", () => {
  it("takes the stories of that status to their end, although it moves them on, and no others", async () => {
    const { cli, files } = board(politeAgent);
    expect((await cli("run", "--auto", "--status", "ready")).code).toBe(0);
    expect(files.calls()).toEqual(["story[prepared]/implement#1", "story[prepared]/review#1"]);
    expect([files.status("prepared"), files.status("other")]).toEqual(["done", "backlog"]);
  });

  it("goes on with what it had begun", async () => {
    const once = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
if mkdir once 2>/dev/null; then kill -INT $PPID; sleep 30; fi
echo "VERDICT: approved"
`;
    const { cli, files } = board(once);
    expect((await cli("run", "--auto", "--status", "ready")).code).toBe(130);
    expect(files.status("prepared")).toBe("in-progress");
    expect((await cli("run", "--continue", "--dry-run")).stdout).toContain("story[prepared]/implement#2");
    expect((await cli("run", "--continue")).code).toBe(0);
    expect([files.status("prepared"), files.status("other")]).toEqual(["done", "backlog"]);
  });
});
