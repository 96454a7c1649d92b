import { join } from "node:path";
import { describe, expect } from "@jest/globals";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { unsynced } from "../harness/audit.ts";
import { bundle } from "../harness/bundle.ts";
import { enumerate, traceWhole } from "../harness/enumerate.ts";
import { canShorten, shortenWrites } from "../harness/shorten.ts";
import { type Call, canTrace } from "../harness/strace.ts";
import type { Victim } from "../harness/victim.ts";
import { storeVictim } from "./board.ts";
import { type Mutant, mutants } from "./mutants.ts";

const caught = skipUnless(
  canTrace() && canShorten(),
  "broken stores are caught: needs Linux, strace and prlimit",
);
const full = process.env.CRASH === "full";
const newDir = tempDirs();

/** The calls that matter to the mutants; the whole enumeration is for the whole store. */
const only = ({ path, target }: Call) => /workflow-state|journal/.test(`${path} ${target}`);

/** What the harness has against a victim, in the way that is to catch it. */
const complaints: {
  readonly [Way in Mutant["caughtBy"]]: (victim: Victim, workDir: string) => readonly string[];
} = {
  audit: (victim, workDir) =>
    unsynced(traceWhole(victim, join(workDir, "board"), join(workDir, "trace")).calls),
  kill: (victim, workDir) => enumerate({ victim, workDir, fault: "kill", stopEarly: true, only }).violations,
  recovery: (victim, workDir) =>
    enumerate({ victim, workDir, fault: "kill", stopEarly: true, only, second: () => false }).violations,
  ENOSPC: (victim, workDir) =>
    enumerate({ victim, workDir, fault: "ENOSPC", stopEarly: true, only }).violations,
  short: (victim, workDir) => shortenWrites(victim, workDir, [100, 300, 500]),
};

describe("a broken store is caught that", () => {
  for (const { name, mutations, caughtBy } of mutants) {
    if (!full && caughtBy !== "audit" && caughtBy !== "short") continue;
    caught(
      name,
      async () => {
        const workDir = newDir();
        const victim = storeVictim(
          await bundle(join(import.meta.dirname, "victim.ts"), workDir, mutations),
          2,
        );
        const found = complaints[caughtBy](victim, workDir);
        expect(found).not.toEqual([]);
      },
      600_000,
    );
  }
});
