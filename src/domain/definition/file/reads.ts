import type { Expression } from "../../expression/ast.ts";
import { readsAny, stepsReadBy } from "../../expression/references.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { usesOf } from "./uses.ts";

/** What a step's work is made of: the steps and inputs that its texts read. */
export interface Reads {
  readonly steps: readonly string[];
  readonly inputs: readonly string[];
}

/** Keys that decide whether, and over what, a step runs: its work does not consist of what they read. */
const deciding = ["if", "foreach", "key"];

/**
 * What each step of a workflow reads, by its id; what its `foreach` reads, by `<id>[]`; and what an input that it gives
 * to a child reads, by `<id>.<name>`.
 */
export function readsOf(workflow: WorkflowDefinition): ReadonlyMap<string, Reads> {
  const inputs = new Set(Object.keys(workflow.inputs));
  const found = new Map<string, { steps: Set<string>; inputs: Set<string> }>();
  const of = (name: string) => {
    const known = found.get(name) ?? { steps: new Set(), inputs: new Set() };
    found.set(name, known);
    return known;
  };
  const add = (name: string, expression: Expression) => {
    const reads = of(name);
    for (const id of stepsReadBy(expression)) reads.steps.add(id);
    for (const read of readsAny(expression, { inputs, env: new Set() })) {
      if (read.name.startsWith("inputs.")) reads.inputs.add(read.name.slice("inputs.".length));
    }
  };
  const everywhere: Expression[] = [];
  for (const { expression, key, step, path } of usesOf(workflow)) {
    const id = step?.step.id;
    if (id === undefined) {
      if (key === "env") everywhere.push(expression);
    } else if (!deciding.includes(key)) add(id, expression);
    else if (key !== "if") add(`${id}[]`, expression);
    if (id !== undefined && key === "inputs") add(`${id}.${path[3]}`, expression);
  }
  // The workflow's own environment is given to every step.
  for (const { id } of [...workflow.steps, ...workflow.finally]) for (const one of everywhere) add(id, one);
  return new Map(
    [...found].map(([id, { steps, inputs }]) => [
      id,
      { steps: [...steps].filter((step) => step !== id), inputs: [...inputs] },
    ]),
  );
}
