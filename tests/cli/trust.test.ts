import { execFileSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../helpers/cli.ts";
import { scratchBoard } from "../helpers/scratch-board.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** A board whose agent does `sh` during one action. */
function board(action: string, sh: string, { git = true, config = {} } = {}) {
  const cwd = newFolder();
  const agent = `#!/bin/sh
cat > /dev/null
if [ "$AGENTIC_SDLC_ACTION" = ${action} ]; then ${sh}; fi
echo "did $AGENTIC_SDLC_ACTION"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then echo "VERDICT: approved"; fi
`;
  const files = scratchBoard(cwd, [{ slug: "one" }], { agent, config });
  if (git) execFileSync("git", ["init", "-q"], { cwd });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { files, cli };
}

describe("protected files", () => {
  // Right as a workflow, too: a wrong one stops every command.
  const quick =
    "{ name: quick, steps: [{ id: implement, type: action, access: write, sets: x_complete, ends: done }] }";
  const cases = [
    ["implement", ".github/workflows/ci.yml"],
    ["implement", ".agentic-sdlc/workflows/quick.yaml"],
    ["implement", ".agentic-sdlc/prompts/review.md"],
    ["plan", ".agentic-sdlc/prompts/implement.md"],
    ["refine", ".github/workflows/ci.yml"],
  ];

  it.each(cases)("hold a story whose %s changed %s until a person approves", async (action, file) => {
    const { files, cli } = board(action!, `mkdir -p $(dirname ${file}); echo "${quick}" > ${file}`);
    const held = await cli("run", "--auto");
    expect(held.code).toBe(3);
    expect(held.stdout).toContain(`${action}#1 changed protected files: ${file}`);
    expect(files.paths("one", "accepted").at(-1)).toBe(`story[one]/${action}#1`);
    expect((await cli("approve", "one")).code).toBe(0);
  });

  it("are our own outside git, too", async () => {
    const { cli } = board("implement", "echo '# x' > .agentic-sdlc/prompts.md; mkdir .agentic-sdlc/prompts", {
      git: false,
    });
    expect((await cli("run", "--auto")).code).toBe(0);
    const changed = board("implement", "sed -i.old 's/{/{ /' .agentic-sdlc.json", { git: false });
    const held = await changed.cli("run", "--auto");
    expect([held.code, held.stdout]).toEqual([
      3,
      expect.stringContaining("protected files: .agentic-sdlc.json"),
    ]);
  });
});
