import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { unsynced } from "../harness/audit.ts";
import { enumerate, traceWhole } from "../harness/enumerate.ts";
import { faults } from "../harness/faults.ts";
import { traceInProcess } from "../harness/in-process.ts";
import { points, requireCovered } from "../harness/points.ts";
import { canShorten, shortenWrites } from "../harness/shorten.ts";
import { type Call, canTrace, traceNode } from "../harness/strace.ts";
import type { Victim } from "../harness/victim.ts";
import { beforeSpawns, bundleRun, runVictim } from "./run-victim.ts";

const full = process.env.CRASH === "full";
const everywhere = full ? "every call" : "a sample of calls";
const newDir = tempDirs();
let victim: Victim;

beforeAll(async () => {
  victim = runVictim(await bundleRun(newDir()), ["a"]);
});

/** In `npm test` every n-th point, another one for each fault. */
const sample = (every: number, offset: number) => (_: Call, index: number) =>
  full || index % every === offset;

function trace(tracer: typeof traceNode = traceInProcess): readonly Call[] {
  const workDir = newDir();
  return traceWhole(victim, join(workDir, "board"), join(workDir, "trace"), tracer).calls;
}

/** What is done to the board, and how often. Transcripts aside: how many lines one write takes is a matter of time. */
function onBoard(calls: readonly Call[]): string[] {
  const board = points(calls).filter(({ path }) => /\/\.agentic-sdlc(?!.*transcript)/.test(path));
  return board.map(({ place }) => place.replace(/ \(\d+\)$/, "")).sort();
}

describe("a whole run, crashed", () => {
  it("has synced all that it rests on before each spawn, acknowledgement and end", () => {
    const calls = trace();
    expect(unsynced(beforeSpawns(calls))).toEqual([]);
    requireCovered(points(calls), [
      /runs\/[^/]+\/journal\.\d+\.jsonl$/,
      /attempts\/[^/]+\/journal\.\d+\.jsonl$/,
    ]);
    requireCovered(points(calls), [/\/\.workflow-state\.json$/, /\/checkpoint\.json$/, /stories\/a\.md$/]);
    requireCovered(points(calls), [
      /leases\/board\.\d+$/,
      /runs\/[^/]+\/lease\.\d+$/,
      /story-a\/lease\.\d+$/,
    ]);
  });

  const straced = skipUnless(
    full && canTrace(),
    "the trace misses no system call: needs CRASH=full, Linux and strace",
  );
  straced(
    "misses no call that changes the board",
    () => {
      expect(onBoard(trace(traceNode))).toEqual(onBoard(trace()));
    },
    60_000,
  );

  for (const [index, fault] of faults.entries()) {
    it(`keeps what it acknowledged, and goes on: ${fault} at ${everywhere}`, () => {
      const second = () => false;
      const found = enumerate({
        ...{ victim, workDir: newDir(), fault, trace: traceInProcess, only: sample(120, 29 * index + 7) },
        // After a kill it is the files that count: each state of them is gone on from once, and audited.
        ...(fault === "kill" ? { second } : {}),
      });
      expect(found).toMatchObject({ violations: [], strayed: [] });
      expect(found.points).toBeGreaterThan(full ? 200 : 0);
    }, 1_800_000);
  }

  const limited = skipUnless(canShorten(), "short writes: needs prlimit (util-linux)");
  limited(
    `survives writes that are really short: ${full ? "at many sizes" : "at two sizes"}`,
    () => {
      const sizes = full ? Array.from({ length: 40 }, (_, index) => 300 + 37 * index) : [420, 1100];
      expect(shortenWrites(victim, newDir(), sizes)).toEqual([]);
    },
    600_000,
  );
});
