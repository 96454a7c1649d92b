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
  const { project, run } = crash(bundled, { template, dir, file }, `call:${first}`);
  if (!run.killed) return 0;
  const snapshot = newDir();
  cpSync(dir, snapshot, { recursive: true });
  let kills = 0;
  for (const second of seconds) {
    // In the same folder again: what is told of it is one story.
    rmSync(dir, { recursive: true });
    cpSync(snapshot, dir, { recursive: true });
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

/** How far apart the first kills are: each has its recovery killed many times. */
const files = [
  { name: "fan", apart: 12 },
  { name: "delivery", apart: 45 },
  { name: "people", apart: 70 },
];

describe.each(full ? files : files.slice(0, 1))(
  "a run of the golden file $name, killed, and killed again while it recovers",
  ({ name, apart }) => {
    it(`goes on: ${full ? "at a rotating twentieth of the calls of many recoveries" : "one pair"}`, async () => {
      const golden = await goldenRun(name, newDir(), true);
      let kills = 0;
      if (full) {
        for (let first = 5; ; first += apart) {
          const found = killTwice(golden, first, counting(1 + (first % 20), 20));
          if (found === 0) break;
          kills += found;
        }
      } else kills += killTwice(golden, 90, [24]);
      expect(kills).toBeGreaterThan(full ? 30 : 0);
    }, 1_800_000);
  },
);
