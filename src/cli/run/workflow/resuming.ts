import { stepAt } from "../../../domain/decide/node/changes.ts";
import { type Again, outlookOf } from "../../../domain/decide/node/outlook.ts";
import type { WorkflowTree } from "../../../domain/definition/file/definition.ts";
import { Nodes } from "../../../domain/journal/nodes.ts";
import { enclosing, isWithin } from "../../../domain/journal/path.ts";
import { completedNodes, type RunState } from "../../../domain/journal/run-state.ts";
import type { RunEvent } from "../../../engine/ports/events.ts";

/** Nodes that are named one by one. */
const most = 20;

/** What is asked of a continued run that bears on what it does again. */
type Asked = Again & { readonly only?: string | undefined };

/** What a continued run skips, goes on with, and still has to do; of `only` one node, where one is named. */
export function resumingWorkflow(
  state: RunState,
  tree: WorkflowTree,
  asked: Asked,
): Extract<RunEvent, { type: "resuming" }> {
  const all = state.nodes ?? new Nodes();
  const outlook = outlookOf(all, tree, asked);
  const nodes = [...all.all()].filter(({ path, retired }) => !retired && stepAt(tree, path));
  const interrupted = nodes.filter(({ status }) => status === "open" || status === "interrupted");
  const unsettled = nodes.filter(
    ({ status }) => !["done", "skipped", "open", "interrupted"].includes(status),
  );
  const outer = new Set(unsettled.flatMap(({ path }) => enclosing(path)));
  const pending = unsettled.filter(({ path }) => !outer.has(path));
  const again = [...outlook.again.keys()];
  const outermost = again.filter((path) => !enclosing(path).some((whole) => outlook.again.has(whole)));
  const steps = [...tree.workflow.steps, ...tree.workflow.finally].map(({ id }) => id);
  const ended = new Set(nodes.map(({ path }) => path));
  // A collection or child that has come to no end has no record of its own.
  const fresh = steps.filter((id) => !ended.has(id));
  const toRun = [...pending.map(({ path }) => path), ...fresh, ...outermost];
  const place = new Map(steps.map((id, at) => [id, at]));
  toRun.sort((a, b) => place.get(stepOf(a))! - place.get(stepOf(b))!);
  return {
    type: "resuming",
    done: completedNodes(state).length,
    skipped: few(outlook.standing),
    interrupted: few(interrupted.map(({ path }) => path)),
    toRun: few(toRun.filter((path) => isPartOf(path, asked.only))),
  };
}

/** The step of the run's own workflow that a node is, or is part of. */
function stepOf(path: string): string {
  return path.split(/[/[]/)[0] ?? "";
}

function isPartOf(path: string, only: string | undefined): boolean {
  return only === undefined || isWithin(path, only) || isWithin(only, path);
}

function few(paths: readonly string[]): string[] {
  return paths.length <= most ? [...paths] : [...paths.slice(0, most), `and ${paths.length - most} more`];
}
