import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import { type PlannedStep, treeOf } from "../engine/workflow-plans.ts";

type Raw = Readonly<Record<string, unknown>> & { readonly id: string };
export type SmallStep = Raw | PlannedStep;

/** A workflow as a run walks it, of steps as they stand in a file; `more`: its other keys. */
export function smallTree(steps: readonly SmallStep[], more: object = {}): WorkflowTree {
  return treeOf(smallPlan(steps, more));
}

/** The same, before it is read: for a child. */
export function smallPlan(steps: readonly SmallStep[], more: object = {}) {
  const planned = steps.map((step): PlannedStep => ("raw" in step ? (step as PlannedStep) : { raw: step }));
  return { steps: planned, raw: { name: "small", steps: planned.map(({ raw }) => raw), ...more } };
}

/** A command that comes to what its world says. */
export function command(id: string, more: object = {}): Raw {
  return { id, type: "script", run: id, ...more };
}

/** Another workflow within. */
export function within(id: string, steps: readonly SmallStep[], more: object = {}, own: object = {}) {
  return { raw: { id, type: "workflow", path: "./child.yaml", ...more }, child: smallPlan(steps, own) };
}
