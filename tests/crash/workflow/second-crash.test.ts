import { cpSync, rmSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { bundleVictim, crash, runVictim } from "./crash.ts";
import { type Golden, goldenRun } from "./golden.ts";
import { wrongAfterKill, wrongInTheEnd } from "./survive.ts";

const full = process.env.CRASH === "full";
const newDir = tempDirs();
let bundled: string;
let template: string;

beforeAll(async () => {
  bundled = await bundleVictim(newDir());
  template = newDir();
  GoldenProject.lay(template);
});

/** Kills before a call, then the recovery before each of some calls of its own; how often that was. */
function killTwice(golden: Golden, first: number, seconds: Iterable<number>): number {
  const file = `${golden.name}.yaml`;
  const dir = newDir();
  const { project: left, run } = crash(bundled, { template, dir, file }, `call:${first}`);
  if (!run.killed) return 0;
  const twice = newDir();
  let kills = 0;
  for (const second of seconds) {
    rmSync(twice, { recursive: true });
    cpSync(left.dir, twice, { recursive: true });
    const project = new GoldenProject(twice);
    const again = runVictim(bundled, project, file, `call:${second}`);
    if (!again.killed) break;
    kills++;
    const wrong = [
      ...wrongAfterKill(project, again),
      ...wrongInTheEnd(bundled, golden, project, [run, again]),
    ];
    expect({ first, second, wrong }).toEqual({ first, second, wrong: [] });
  }
  return kills;
}

/** From `from` on every `step`-th number. */
function* counting(from: number, step: number): Iterable<number> {
  for (let nth = from; ; nth += step) yield nth;
}

describe.each(full ? ["fan", "delivery", "people"] : ["fan"])(
  "a run of the golden file %s, killed, and killed again while it recovers",
  (name) => {
    it(`goes on: ${full ? "at a rotating twentieth of the calls of many recoveries" : "one pair"}`, async () => {
      const golden = await goldenRun(name, newDir(), true);
      let kills = 0;
      if (full) {
        for (let first = 5; ; first += 12) {
          const found = killTwice(golden, first, counting(1 + (first % 20), 20));
          if (found === 0) break;
          kills += found;
        }
      } else kills += killTwice(golden, 90, [24]);
      expect(kills).toBeGreaterThan(full ? 50 : 0);
    }, 1_800_000);
  },
);
