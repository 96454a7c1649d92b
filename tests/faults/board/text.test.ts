import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const agent = `#!/bin/sh
cat >> "prompts-$AGENTIC_SDLC_ACTION"
echo "did $AGENTIC_SDLC_ACTION"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then echo "VERDICT: approved"; fi
`;

it("what a person wrote under the headings that the engine uses reaches every agent, and stays", async () => {
  const cwd = newFolder();
  const body =
    "\n## Research\n\nKEEP-1\n\n## Implementation Plan\n\nKEEP-2\n\n---\n\nKEEP-3\n\n## Review\n\nKEEP-4\n";
  const board = scratchBoard(cwd, [{ slug: "one", body }], { agent });
  const { code } = await runCli(["run", "--auto"], { cwd, env: board.env });
  expect(code).toBe(0);
  expect(board.story("one")).toContain(body);
  for (const action of ["refine", "research", "plan", "implement", "review"]) {
    const prompt = readFileSync(join(cwd, `prompts-${action}`), "utf8");
    expect([1, 2, 3, 4].filter((n) => !prompt.includes(`KEEP-${n}`))).toEqual([]);
  }
  expect(board.story("one").match(/^## Research$/gm)).toHaveLength(2);
});

it("a merge conflict in a story's text is named before anybody is paid, and nobody is", async () => {
  const cwd = newFolder();
  const body = "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n";
  const board = scratchBoard(cwd, [{ slug: "one", body }]);
  const { code } = await runCli(["run", "--auto"], { cwd, env: board.env });
  expect([code, board.calls()]).toEqual([3, []]);
  expect((await runCli(["doctor"], { cwd, env: board.env })).stdout).toContain("unresolved merge conflict");
});

it("what is broken and done holds nothing up", async () => {
  const cwd = newFolder();
  const board = scratchBoard(cwd, [
    { slug: "old", keys: { status: "done", branch: "a..b" } },
    { slug: "one", keys: { workflow: "quick" } },
  ]);
  const { code, stdout } = await runCli(["run", "--auto"], { cwd, env: board.env });
  expect([code, board.calls().length]).toEqual([0, 2]);
  expect(stdout).not.toContain("old");
});
