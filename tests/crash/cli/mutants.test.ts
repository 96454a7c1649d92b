import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { unsynced } from "../harness/audit.ts";
import { enumerate, traceWhole } from "../harness/enumerate.ts";
import { traceInProcess } from "../harness/in-process.ts";
import type { Victim } from "../harness/victim.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { beforeSpawns, bundleRun, runVictim } from "./run-victim.ts";

const full = process.env.CRASH === "full";
const newDir = tempDirs();

/** What the harness has against a victim, in the way that is to catch it. */
function complaints(
  { caughtBy, at = () => true }: Mutant,
  victim: Victim,
  workDir: string,
): readonly string[] {
  if (caughtBy === "audit") {
    const { calls } = traceWhole(victim, join(workDir, "board"), join(workDir, "trace"), traceInProcess);
    return unsynced(beforeSpawns(calls));
  }
  return enumerate({
    ...{ victim, workDir, fault: "kill", trace: traceInProcess, only: at, stopEarly: true },
    ...(caughtBy === "recovery" ? { second: () => false } : {}),
  }).violations;
}

describe("a broken product is caught that", () => {
  for (const mutant of mutants) {
    if (!full && mutant.onlyInFull) continue;
    it(mutant.name, async () => {
      const workDir = newDir();
      const victim = runVictim(await bundleRun(workDir, mutant.mutations), ["a"]);
      const found = complaints(mutant, victim, workDir);
      expect(found).toEqual([expect.stringMatching(mutant.as), ...found.slice(1)]);
    }, 600_000);
  }
});
