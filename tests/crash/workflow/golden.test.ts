import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { repeats, timesOf } from "../../helpers/workflow/audit-run.ts";
import { drive } from "../../helpers/workflow/drive.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { nodesAfter } from "../../helpers/workflow/node-records.ts";
import { cutJournal } from "./cut.ts";
import { expectExecutedOnce, expectedOutputs, expectSameEnd, type Golden, goldenRun } from "./golden.ts";

/*
 * Workflow files that together use all there is, brought to their end in three ways: undisturbed, from a journal that
 * was cut at every record, and (golden-kill.test.ts) killed after every record.
 */

const full = process.env.CRASH === "full";
const newDir = tempDirs();

/** A copy of a finished run as if only its first `kept` records had reached the disk. */
function cutCopy({ project, runId }: Golden, kept: number, checkpoint: boolean): GoldenProject {
  const copy = new GoldenProject(newDir());
  cpSync(project.dir, copy.dir, { recursive: true });
  cutJournal(copy.runDir(runId), kept);
  rmSync(join(copy.dir, "ran.log"));
  const finished = join(copy.runDir(runId), "checkpoint.json");
  // It tells of more than the journal does, and that is the truth.
  if (checkpoint) renameSync(finished, join(copy.dir, `.agentic-sdlc/.workflow-state-${runId}.json`));
  else rmSync(finished);
  return copy;
}

/** Goes on from such a copy to the end: nothing that the journal still tells of is executed again. */
async function goOnFromCut(golden: Golden, kept: number, checkpoint: boolean): Promise<void> {
  const { runId, usual, name } = golden;
  const project = cutCopy(golden, kept, checkpoint);
  const before = project.records(runId);
  expect(before).toHaveLength(kept);
  const { outputs } = await drive(project, `${name}.yaml`, { runId, live: kept % 2 === 0 });
  expectSameEnd(golden, project, runId, outputs);
  const known = nodesAfter(before);
  for (const [path, times] of timesOf(project.executed())) {
    if (repeats(path)) continue;
    const node = known.get(path);
    const said = node?.said !== undefined && !node.said.error;
    const asks = node?.said?.question !== undefined || node?.asked !== undefined;
    const paid = node?.status === "done" || (said && !asks);
    expect([path, times]).toEqual([path, paid ? 0 : expect.any(Number)]);
    expect(times).toBeLessThanOrEqual((usual.get(path) ?? 0) - (asks ? 1 : 0));
  }
  rmSync(project.dir, { recursive: true, force: true });
}

describe.each(["delivery", "graph", "people"])("the golden file %s", (name) => {
  let golden: Golden;

  beforeAll(async () => {
    golden = await goldenRun(name, newDir(), true);
  });

  it("comes to what it is to come to", () => {
    expect(golden.outputs).toEqual(expectedOutputs[name]);
    expectExecutedOnce(golden, golden.project, golden.runId);
  });

  it("comes to the same when its gates are answered between its invocations", async () => {
    const slow = await goldenRun(name, newDir(), false);
    expectSameEnd(golden, slow.project, slow.runId, slow.outputs);
    expectExecutedOnce(golden, slow.project, slow.runId);
  });

  it(
    `comes to the same from a journal that was cut at ${full ? "every record" : "a sample of its records"}`,
    async () => {
      const { length } = golden.project.records(golden.runId);
      const cuts = Array.from({ length: length - 1 }, (_, index) => index + 1);
      for (const kept of cuts.filter((one) => full || one % 18 === 5)) {
        await goOnFromCut(golden, kept, kept % 3 > 0);
        if (full) await goOnFromCut(golden, kept, kept % 3 === 0);
      }
    },
    full ? 600_000 : 60_000,
  );
});
