import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bin, runCli } from "../../helpers/cli.ts";
import { journalIn, type ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

/*
 * The runner is killed (SIGKILL) at random instants and continued, until it gets through. Whatever instant it was: the
 * checkpoint can be read at every moment, nothing that was said is asked again, and the end is the same.
 */

const full = process.env.CRASH === "full";
const kills = full ? 300 : 12;
const newDir = tempDirs();

/** Answers after a moment, so that kills find it at work; the first review of the second story rejects. */
const agent = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
sleep 0.03
echo "$AGENTIC_SDLC_ACTION of $AGENTIC_SDLC_STORY_SLUG"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then
  if [ "$AGENTIC_SDLC_STORY_SLUG" = b ] && [ ! -e rejected ]; then echo "VERDICT: rejected" | tee rejected
  else echo "VERDICT: approved"; fi
fi
`;

/** Kills the run after some time; resolves to its exit code, or null when it was killed. */
function runKilled(board: ScratchBoard, afterMs: number, watch: () => void): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, "run", "--auto", "--continue=if-any"], {
      cwd: board.dir,
      env: { PATH: process.env.PATH, HOME: board.dir, ...board.env },
      stdio: "ignore",
    });
    const looking = setInterval(watch, 5);
    const killing = setTimeout(() => child.kill("SIGKILL"), afterMs);
    child.on("exit", (code) => {
      clearInterval(looking);
      clearTimeout(killing);
      resolve(code);
    });
  });
}

/** The checkpoint may be missing before the run and after its end; what is there must be whole. */
function readCheckpoint(board: ScratchBoard): void {
  let text: string;
  try {
    text = readFileSync(join(board.dir, ".agentic-sdlc/.workflow-state.json"), "utf8");
  } catch {
    return;
  }
  expect(JSON.parse(text)).toMatchObject({ version: "1.0", workflowId: expect.any(String) });
}

describe("a runner that is killed at random instants", () => {
  it(`gets through, and asks for nothing twice (${kills} kills)`, async () => {
    let killed = 0;
    for (let round = 0; killed < kills; round++) {
      const board = scratchBoard(newDir(), [{ slug: "a" }, { slug: "b", keys: { status: "ready" } }, { slug: "c" }], {
        agent,
        config: { checks: ["true"], limits: { calls: 1000 } },
      });
      for (;;) {
        // The instant is the test's input: spread over start, work and end, and replayable from the round.
        const after = 60 + ((round * 7919 + killed * 104729) % 700);
        const code = await runKilled(board, after, () => readCheckpoint(board));
        if (code === 0) break;
        expect(code).toBeNull();
        killed++;
        readCheckpoint(board);
        if (killed >= kills * 2) break;
      }
      const last = await runCli(["run", "--auto", "--continue=if-any"], { cwd: board.dir, env: board.env });
      expect(last).toMatchObject({ code: 0 });
      expectAllDoneOnce(board);
    }
  }, full ? 1_800_000 : 120_000);
});

function expectAllDoneOnce(board: ScratchBoard): void {
  for (const slug of ["a", "b", "c"]) {
    expect(board.status(slug)).toBe("done");
    const records = board.journal(slug);
    const of = (type: string) => records.filter((r) => r.type === type).map((r) => r.path);
    const said = of("said");
    expect(new Set(said).size).toBe(said.length);
    // Each intent came to exactly one end: said, or interrupted and tried once more.
    expect([...said, ...of("interrupted")].sort()).toEqual(of("intent").sort());
    expect(of("done").sort()).toEqual(said.sort());
    expect(of("accepted").sort()).toEqual(of("done").sort());
  }
  const calls = board.calls();
  expect(new Set(calls).size).toBe(calls.length);
  expect(journalIn(join(board.dir, ".agentic-sdlc/runs")).length).toBe(0);
}
