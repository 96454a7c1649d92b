import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { politeAgent, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** A planned story, and an agent that runs a sed script over its file while it implements. */
function board(edit: string) {
  const cwd = newFolder();
  const agent = `${politeAgent}
[ "$AGENTIC_SDLC_ACTION" = implement ] && sed -i.bak '${edit}' "$AGENTIC_SDLC_STORY_FILE"
exit 0
`;
  const keys = { status: "ready", research_complete: true, plan_complete: true };
  const files = scratchBoard(cwd, [{ slug: "one", keys }], { agent });
  return { files, cli: (...args: string[]) => runCli(args, { cwd, env: files.env }) };
}

describe("what an agent changes of its story", () => {
  it("is put back where it loosens, named, and kept in the transcript", async () => {
    const { cli, files } = board(
      's/^status:.*/status: done/; s/^title:/branch: "agentic-sdlc\\/own"\\ntitle:/',
    );
    const { stdout } = await cli("run");
    expect(stdout).toContain("Put back what the agent changed in the story: status, branch");
    expect([files.status("one"), files.story("one")]).toEqual([
      "in-progress",
      expect.not.stringContaining("branch"),
    ]);
    expect((await cli("logs", "one", "implement")).stdout).toContain(
      "Put back what the agent changed in the story: status (it wrote done), branch (it wrote agentic-sdlc/own)",
    );
  });

  it("is put back where it breaks the story, too: an agent's own idea of a status stops nothing", async () => {
    const { cli, files } = board(
      's/^status:.*/status: completed/; s/^title:/implementation_complete: "yes"\\nbranch: main\\ntitle:/',
    );
    const { code, stdout } = await cli("run");
    expect([code, stdout]).toEqual([0, expect.stringContaining("status, implementation_complete, branch")]);
    expect(files.story("one")).toContain("status: in-progress\n");
    expect(files.story("one")).not.toContain("branch");
    expect((await cli("logs", "one", "implement")).stdout).toContain("status (it wrote completed)");
  });

  it("stays where it breaks the story otherwise: what was done is kept", async () => {
    const { cli, files } = board("s/^id:.*/id: [1]/");
    expect((await cli("run")).stdout).toContain("is broken");
    expect(files.story("one")).toContain("id: [1]");
  });

  it("is paid for, also where the story is gone by then", async () => {
    const cwd = newFolder();
    const agent = `${politeAgent}
echo '{"usage":{"costUsd":0.3}}' > "$AGENTIC_SDLC_RESULT_FILE"
rm "$AGENTIC_SDLC_STORY_FILE"
`;
    const { env } = scratchBoard(cwd, [{ slug: "one", keys: { status: "ready" } }], { agent });
    const { code, stdout } = await runCli(["run", "--auto"], { cwd, env });
    expect([code, stdout]).toEqual([1, expect.stringContaining("no longer exists")]);
    expect(stdout).toMatch(/^Summary: .* \$0\.30$/m);
    expect((await runCli(["runs"], { cwd, env })).stdout).toContain("$0.30");
  });

  it("stands where it tightens", async () => {
    const { cli, files } = board("s/^plan_complete: true/plan_complete: false/");
    await cli("run");
    expect(files.story("one")).toContain("plan_complete: false");
    expect((await cli("run", "--dry-run")).stdout).toContain("story[one]/plan#1");
  });

  it("never makes its result another story's: with a new id nothing is written", async () => {
    const { cli, files } = board('s/^id:.*/id: "story-other"/');
    const { code, stdout } = await cli("run");
    expect([code, stdout]).toEqual([1, expect.stringContaining("has another id now: story-other")]);
    expect(files.story("one")).not.toContain("implementation_complete");
  });

  it("stops the run where the state itself is removed, as git clean -x does: nothing is said to be complete", async () => {
    const cwd = newFolder();
    const agent = `${politeAgent}\nrm -r .agentic-sdlc/attempts .agentic-sdlc/runs .agentic-sdlc/.workflow-state*\n`;
    const { env } = scratchBoard(cwd, [{ slug: "one", keys: { status: "ready" } }], { agent });
    const { code, stdout, stderr } = await runCli(["run", "--auto"], { cwd, env });
    expect([code, stdout]).toEqual([7, expect.not.stringContaining("complete")]);
    expect(stderr).toContain("it was removed while it was in use\n  → Find out what removed it");
  });
});
