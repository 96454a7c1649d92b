import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { executionFlaws, journalFlaws, resultsOf, timesOf } from "../../helpers/workflow/audit-run.ts";
import { drive } from "../../helpers/workflow/drive.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";

/** What a golden workflow file comes to, undisturbed. */
export interface Golden {
  readonly name: string;
  readonly outputs: unknown;
  /** Of each node. */
  readonly results: Readonly<Record<string, unknown>>;
  /** How often each path is executed. */
  readonly usual: ReadonlyMap<string, number>;
  readonly project: GoldenProject;
  readonly runId: string;
}

/** The outputs of each golden file, as a person has looked at them: they change only on purpose. */
export const expectedOutputs: Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/workflows/golden.json"), "utf8"),
);

/** Runs a golden file undisturbed, in an empty folder; `live`: its gates are answered while it runs. */
export async function goldenRun(name: string, dir: string, live: boolean): Promise<Golden> {
  const project = GoldenProject.lay(dir);
  const { runId, outputs } = await drive(project, `${name}.yaml`, { live });
  const usual = timesOf(project.executed());
  return { name, outputs, results: resultsOf(project.records(runId)), usual, project, runId };
}

/** However it was disturbed, it has come to the same. */
export function expectSameEnd(golden: Golden, project: GoldenProject, runId: string, outputs: unknown): void {
  const records = project.records(runId);
  expect(outputs).toEqual(golden.outputs);
  expect(resultsOf(records)).toEqual(golden.results);
  expect(journalFlaws(records)).toEqual([]);
}

/** Nothing was executed twice, but for what was in flight. */
export function expectExecutedOnce({ usual }: Golden, project: GoldenProject, runId: string): void {
  expect(executionFlaws(project, project.records(runId), usual)).toEqual([]);
}
