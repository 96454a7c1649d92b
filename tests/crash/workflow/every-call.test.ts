import { cpSync, rmSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { beforeSpawns } from "../cli/run-victim.ts";
import { unsynced } from "../harness/audit.ts";
import { points, requireCovered } from "../harness/points.ts";
import { bundleVictim, crash, runVictim, type When } from "./crash.ts";
import { type Golden, goldenRun } from "./golden.ts";
import { outOfOrder } from "./order.ts";
import { wrongAfterKill, wrongInTheEnd } from "./survive.ts";

/*
 * Workflow files whose runner is killed at every system call that changes the disk, and after every record; then gone
 * on with. In `npm test` a sample.
 */

const full = process.env.CRASH === "full";
const newDir = tempDirs();
let bundled: string;
let template: string;

beforeAll(async () => {
  bundled = await bundleVictim(newDir());
  template = newDir();
  GoldenProject.lay(template);
});

/** Kills at the first, second, … call or record, until a run gets through; in `npm test` at those of the sample. */
function killing(golden: Golden, what: "call" | "record", sample: readonly number[]): { kills: number } {
  const dir = newDir();
  let kills = 0;
  let next = 1;
  for (let index = 0; ; index++) {
    const nth = full ? next : sample[index];
    if (nth === undefined) return { kills };
    const when: When = `${what}:${nth}`;
    const { project, run } = crash(bundled, { template, dir, file: `${golden.name}.yaml` }, when);
    if (!run.killed) return { kills };
    kills++;
    // Those that were synced together are one instant.
    const synced = what === "call" ? 0 : project.records(project.runIds()[0]!).length;
    next = Math.max(nth, synced) + 1;
    const wrong = [...wrongAfterKill(project, run), ...wrongInTheEnd(bundled, golden, project, [run])];
    expect({ when, wrong }).toEqual({ when, wrong: [] });
  }
}

describe.each([
  { name: "fan", calls: [31, 120], records: [] },
  { name: "delivery", calls: [150], records: [] },
  { name: "graph", calls: [], records: [22] },
  { name: "people", calls: [], records: [20] },
])("a run of the golden file $name, killed", ({ name, calls, records }) => {
  let golden: Golden;
  beforeAll(async () => {
    golden = await goldenRun(name, newDir(), true);
  });

  it("has made durable what it rests on before each spawn, and before it tells of anything", () => {
    const project = new GoldenProject(newDir());
    cpSync(template, project.dir, { recursive: true });
    const run = runVictim(bundled, project, `${name}.yaml`);
    expect(outOfOrder(run.trace)).toEqual([]);
    expect(unsynced(beforeSpawns(run.calls))).toEqual([]);
    expect(run.trace.match(/^# spawned /gm)!.length).toBeGreaterThan(5);
    requireCovered(points(run.calls), [
      /journal\.1\.jsonl$/,
      /workflow-state-run-\w+-\w+\.json$/,
      /lease\.1$/,
    ]);
    rmSync(project.dir, { recursive: true });
  });

  it(`goes on, at ${full ? "every call" : "a sample of calls"}`, () => {
    const { kills } = killing(golden, "call", calls);
    expect(kills).toBeGreaterThanOrEqual(full ? 150 : calls.length);
  }, 1_800_000);

  it(`goes on, after ${full ? "every record" : "a sample of records"}`, () => {
    const { kills } = killing(golden, "record", records);
    expect(kills).toBeGreaterThanOrEqual(full ? 12 : records.length);
  }, 1_800_000);
});
