import { join } from "node:path";
import { beforeAll, describe, expect } from "@jest/globals";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { unsynced } from "../harness/audit.ts";
import { bundle } from "../harness/bundle.ts";
import { type Experiment, enumerate, traceWhole } from "../harness/enumerate.ts";
import { faults } from "../harness/faults.ts";
import { points, requireCovered } from "../harness/points.ts";
import { canShorten, shortenWrites } from "../harness/shorten.ts";
import { canTrace } from "../harness/strace.ts";
import type { Victim } from "../harness/victim.ts";
import { storeVictim } from "./board.ts";

const traced = skipUnless(canTrace(), "crashes at every system call: needs Linux and strace");
const full = process.env.CRASH === "full";
const newDir = tempDirs();
let victim: Victim;
let shortVictim: Victim;

beforeAll(async () => {
  const bundled = await bundle(join(import.meta.dirname, "victim.ts"), newDir());
  shortVictim = storeVictim(bundled, 2);
  victim = full ? storeVictim(bundled, 3) : shortVictim;
});

/** In `npm test` every n-th point, so that the whole sample takes seconds. */
const sample = (every: number, offset = 0): Pick<Experiment, "only"> =>
  full ? {} : { only: (_, index) => index % every === offset };

describe("the store, crashed", () => {
  traced("has synced bytes and names at every acknowledgement", () => {
    const workDir = newDir();
    const { calls } = traceWhole(victim, join(workDir, "board"), join(workDir, "trace"));
    expect(unsynced(calls)).toEqual([]);
    requireCovered(points(calls), [/journal\.\d+\.jsonl$/, /\.workflow-state\.json$/, /lease\.\d+$/]);
    requireCovered(points(calls), [/outputs\/[0-9a-f]{64}$/, /inbox\/[^.][^/]*\.json$/]);
  });

  for (const [index, fault] of faults.entries()) {
    traced(
      `keeps what it acknowledged, and goes on: ${fault} at ${full ? "every call" : "a sample of calls"}`,
      () => {
        const found = enumerate({ victim, workDir: newDir(), fault, ...sample(16, index) });
        expect(found).toMatchObject({ violations: [], strayed: [] });
        expect(found.points).toBeGreaterThan(full ? 60 : 0);
      },
      600_000,
    );
  }

  traced(
    `survives a second crash in the recovery: ${full ? "every pair" : "a sample of pairs"}`,
    () => {
      const second = full ? () => true : (_: unknown, index: number) => index % 12 === 3;
      const found = enumerate({
        victim: shortVictim,
        workDir: newDir(),
        fault: "kill",
        second,
        ...sample(60, 40),
      });
      expect(found).toMatchObject({ violations: [], strayed: [] });
      expect(found.runs).toBeGreaterThan(found.points);
    },
    1_800_000,
  );

  const limited = skipUnless(canShorten(), "short writes: needs prlimit (util-linux)");
  limited(
    `survives writes that are really short: ${full ? "at every size" : "at a sample of sizes"}`,
    () => {
      const step = full ? 7 : 211;
      const sizes = Array.from({ length: Math.ceil(1500 / step) }, (_, index) => index * step);
      expect(shortenWrites(victim, newDir(), [...sizes, 65_000])).toEqual([]);
    },
    600_000,
  );
});
