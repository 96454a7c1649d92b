import { beforeAll, describe, expect, it } from "@jest/globals";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { beforeSpawns } from "../cli/run-victim.ts";
import { unsynced } from "../harness/audit.ts";
import type { Call } from "../harness/strace.ts";
import { bundleVictim, crash, runVictim, type When } from "./crash.ts";
import { type Golden, goldenRun } from "./golden.ts";
import { type Mutant, mutants } from "./mutants.ts";
import { outOfOrder } from "./order.ts";
import { wrongAfterKill, wrongInTheEnd } from "./survive.ts";

const full = process.env.CRASH === "full";
const newDir = tempDirs();
let template: string;

beforeAll(() => {
  template = newDir();
  GoldenProject.lay(template);
});

/** What there is against a victim, in the way that is to notice it. */
async function complaints({ name, killAt }: Mutant, bundled: string): Promise<readonly string[]> {
  const whole = runVictim(bundled, GoldenProject.lay(newDir()), `${name}.yaml`);
  const told = unsynced(beforeSpawns(whole.calls)).map((one) => `NOT DURABLE: ${one}`);
  if (killAt === undefined) return [...outOfOrder(whole.trace), ...told];
  const golden: Golden = await goldenRun(name, newDir(), true);
  const whens = typeof killAt === "string" ? [killAt] : callsBefore(whole.calls, killAt);
  expect(whens).not.toEqual([]);
  return whens.flatMap((when) => {
    const { project, run } = crash(bundled, { template, dir: newDir(), file: `${name}.yaml` }, when);
    return [...wrongAfterKill(project, run), ...wrongInTheEnd(bundled, golden, project, [run])];
  });
}

/** The calls as `call:n` counts them. */
function callsBefore(calls: readonly Call[], killAt: (call: Call, before: Call) => boolean): When[] {
  const counted = calls.filter(({ name, text }) => name !== "clone" && !text.startsWith("write(1<"));
  return counted.flatMap((call, index): When[] => {
    const before = counted[index - 1];
    return before && killAt(call, before) ? [`call:${index + 1}`] : [];
  });
}

describe("what must hold of a killed workflow is broken, and noticed, where it", () => {
  for (const mutant of mutants) {
    if (!full && mutant.onlyInFull) continue;
    it(mutant.does, async () => {
      const found = await complaints(mutant, await bundleVictim(newDir(), mutant.mutations));
      expect(found).toContainEqual(expect.stringMatching(mutant.as));
    }, 120_000);
  }

  const inFull = skipUnless(full, "nothing is noticed where nothing is broken: needs CRASH=full");
  inFull(
    "is not broken: nothing is noticed",
    async () => {
      const bundled = await bundleVictim(newDir());
      for (const mutant of mutants) expect(await complaints(mutant, bundled)).toEqual([]);
    },
    300_000,
  );
});
