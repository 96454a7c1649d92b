import type { StepDefinition, WorkflowTree } from "../../domain/definition/file/definition.ts";
import { StepOrder } from "../../domain/definition/file/order.ts";
import { safeLine } from "../../domain/text/safe.ts";
import { table } from "../table.ts";

/** The file and all it starts, each once, parents before their children. */
export function allFiles(file: WorkflowTree): WorkflowTree[] {
  const found = new Set([file]);
  // A set is walked to its end, with what is added meanwhile.
  for (const { children } of found) for (const child of children.values()) found.add(child);
  return [...found];
}

/** A file as `workflow graph --json` prints it. */
export function graphOf({ name: file, workflow, children }: WorkflowTree) {
  const { name, description, inputs, outputs } = workflow;
  const steps = (list: readonly StepDefinition[]) => {
    const order = new StepOrder(list);
    return list.map((step, at) => ({
      id: step.id,
      type: step.type,
      after: order.direct(at),
      conditional: step.if !== undefined,
      foreach: step.foreach !== undefined,
      child: children.get(step.id)?.name,
    }));
  };
  return {
    file,
    name,
    description,
    inputs: Object.entries(inputs).map(([input, { type, required, secret }]) => ({
      name: input,
      type,
      required,
      secret,
    })),
    steps: steps(workflow.steps),
    finally: steps(workflow.finally),
    outputs: Object.keys(outputs),
  };
}

/** The file as a tree, a line for each step; children under the steps that run them. */
export function graphText(file: WorkflowTree): string[] {
  const { name, description, inputs, outputs } = file.workflow;
  const wants = Object.entries(inputs).map(([input, { type, required, secret }]) => {
    const what = [type, ...(required ? [] : ["optional"]), ...(secret ? ["secret"] : [])];
    return `${input} (${what.join(", ")})`;
  });
  const gives = Object.keys(outputs);
  return [
    `${safeLine(name)} (${safeLine(file.name)})`,
    ...(description === undefined ? [] : [safeLine(description)]),
    ...(wants.length > 0 ? [`inputs: ${wants.join(", ")}`] : []),
    ...branches(file, new Set()),
    ...(gives.length > 0 ? [`outputs: ${gives.join(", ")}`] : []),
  ];
}

function branches(file: WorkflowTree, drawn: Set<WorkflowTree>): string[] {
  if (drawn.has(file)) return ["└─ as above"];
  drawn.add(file);
  const { steps, finally: last } = file.workflow;
  const nodes = nodesOf(steps, file, drawn);
  if (last.length === 0)
    return nodes.flatMap(([head, below], at) => branch(head, below, at === nodes.length - 1));
  const end = nodesOf(last, file, drawn).flatMap(([head, below], at) =>
    branch(head, below, at === last.length - 1),
  );
  return [...nodes.flatMap(([head, below]) => branch(head, below, false)), ...branch("finally", end, true)];
}

function nodesOf(
  steps: readonly StepDefinition[],
  file: WorkflowTree,
  drawn: Set<WorkflowTree>,
): [head: string, below: string[]][] {
  const heads = table(
    steps.map((step) => [step.id, step.type, notes(step)]),
    "",
  );
  return steps.map((step, at) => {
    const child = file.children.get(step.id);
    return [heads[at] ?? "", child ? branches(child, drawn) : []];
  });
}

function branch(head: string, below: readonly string[], last: boolean): string[] {
  return [`${last ? "└─" : "├─"} ${head}`, ...below.map((line) => `${last ? "  " : "│ "} ${line}`)];
}

function notes(step: StepDefinition): string {
  const { needs, foreach, retry, timeoutMs, allowFailure } = step;
  return [
    ...(step.type === "workflow" ? [step.path] : []),
    ...(needs ? [needs.length > 0 ? `needs ${needs.join(" ")}` : "needs nothing"] : []),
    ...(step.if ? ["if"] : []),
    ...(foreach ? [foreach.concurrency > 1 ? `foreach, ${foreach.concurrency} at once` : "foreach"] : []),
    ...(retry.attempts > 1 ? [`up to ${retry.attempts} tries`] : []),
    ...(timeoutMs === undefined ? [] : [`${timeoutMs / 1000} s at most`]),
    ...(allowFailure ? ["may fail"] : []),
  ].join(", ");
}
