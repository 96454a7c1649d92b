import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { bin } from "../../helpers/cli.ts";
import { ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { instants } from "../harness/instants.ts";
import { bundleRun, runVictim } from "./run-victim.ts";
import { killAfter, type Watched } from "./watched-kill.ts";

/*
 * Runs are killed (SIGKILL) at random instants and continued, until they get through. Whatever instant it was: the
 * checkpoint can be read at every moment, nothing that was said is asked again, and the end is the same.
 */

const full = process.env.CRASH === "full";
const newDir = tempDirs();

/** A kind of run to kill: how to lay out its board, and how to start it or go on with it. */
interface Runner {
  readonly name: string;
  readonly kills: number;
  begin(): { readonly board: ScratchBoard; readonly args: readonly string[] };
}

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

const commandLine: Runner = {
  name: "the command line, one story after the other",
  kills: full ? 300 : 3,
  begin() {
    const workflow = full ? "story" : "quick";
    const stories = ["a", "b", "c"].map((slug) => ({ slug, keys: { workflow } }));
    const config = { checks: ["true"], limits: { calls: 1000 } };
    const board = scratchBoard(newDir(), stories, { agent, config });
    return { board, args: [bin, "run", "--auto", "--continue=if-any"] };
  },
};

let bundled: string;
beforeAll(async () => {
  bundled = await bundleRun(newDir());
});

const most = full ? 4 : 3;
const inFlight: Runner = {
  name: `the API, ${most} stories in flight`,
  kills: full ? 200 : 2,
  begin() {
    const dir = newDir();
    return {
      board: new ScratchBoard(dir),
      args: runVictim(bundled, ["a", "b", "c", "d"], 4, 0.05).args(dir),
    };
  },
};

/** Kills runs until there were enough kills; each board is brought to its end and judged. */
async function killing({ kills, begin }: Runner): Promise<Watched[]> {
  const undisturbed = begin();
  const whole = await killAfter(undisturbed.board, undisturbed.args, Number.POSITIVE_INFINITY);
  expect(whole.code).toBe(0);
  expectAllDoneOnce(undisturbed.board);
  const instant = instants(whole.durationMs);
  const killed: Watched[] = [];
  while (killed.length < kills) {
    const { board, args } = begin();
    for (let tries = 1; ; tries++) {
      const run = await killAfter(board, args, tries > 50 ? Number.POSITIVE_INFINITY : instant.next().value);
      expect(run.problems).toEqual([]);
      if (run.code !== null) {
        expect(run.code).toBe(0);
        break;
      }
      killed.push(run);
    }
    const again = await killAfter(board, args, Number.POSITIVE_INFINITY);
    expect(again).toMatchObject({ code: 0, problems: [] });
    expectAllDoneOnce(board);
  }
  return killed;
}

function expectAllDoneOnce(board: ScratchBoard): void {
  for (const slug of board.slugs()) {
    expect(board.status(slug)).toBe("done");
    const of = (type: string) => board.paths(slug, type);
    const said = of("said");
    expect(new Set(said).size).toBe(said.length);
    // Each intent came to exactly one end: said, or interrupted and tried once more.
    expect([...said, ...of("interrupted")].sort()).toEqual(of("intent").sort());
    expect(of("done").sort()).toEqual(said.sort());
    expect(of("accepted").sort()).toEqual(of("done").sort());
  }
  const calls = board.calls();
  expect(new Set(calls).size).toBe(calls.length);
  expect(existsSync(join(board.dir, ".agentic-sdlc/.workflow-state.json"))).toBe(false);
}

describe("a run that is killed at random instants", () => {
  for (const runner of [commandLine, inFlight]) {
    it(
      `gets through, and asks for nothing twice: ${runner.name} (${runner.kills} kills)`,
      async () => {
        const killed = await killing(runner);
        expect(killed.reduce((sum, { reads }) => sum + reads, 0)).toBeGreaterThan(killed.length);
        // A handful of kills may by chance all fall between two actions; hundreds fall into all that a run does.
        if (!full) return;
        expect(new Set(killed.flatMap(({ busy }) => busy)).size).toBeGreaterThanOrEqual(4);
        if (runner === inFlight) expect(killed.some(({ busy }) => busy.length > 1)).toBe(true);
      },
      full ? 1_800_000 : 120_000,
    );
  }
});
