import { completedNodes, type RunState } from "../../domain/run-state.ts";
import type { WorkflowTree } from "../../domain/workflow-file/definition.ts";
import { placeOf } from "../../domain/workflow-run/changes.ts";
import { enclosing, isWithin } from "../../domain/workflow-run/path.ts";
import type { RunEvent } from "../../engine/events.ts";

/** Nodes that are named one by one. */
const most = 20;

/** What a continued run skips, goes on with, and still has to do; of `only` one node, where one is named. */
export function resumingWorkflow(
  state: RunState,
  tree: WorkflowTree,
  only?: string,
): Extract<RunEvent, { type: "resuming" }> {
  const nodes = [...(state.nodes?.all() ?? [])].filter(({ retired }) => !retired);
  const done = new Set(nodes.filter(({ status }) => status === "done").map(({ path }) => path));
  const outermost = [...done].filter((path) => !enclosing(path).some((outer) => done.has(outer)));
  const again = new Set(outermost.filter((path) => runsAgain(tree, path)));
  const interrupted = nodes.filter(({ status }) => status === "open" || status === "interrupted");
  const failing = nodes.filter(({ status }) => status === "failed");
  const outer = new Set(failing.flatMap(({ path }) => enclosing(path)));
  const failed = failing.filter(({ path }) => !outer.has(path));
  const known = new Set(nodes.map(({ path }) => path.split(/[/[]/)[0]));
  const fresh = tree.workflow.steps.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  const toRun = [...failed.map(({ path }) => path), ...fresh, ...again];
  return {
    type: "resuming",
    done: completedNodes(state).length,
    skipped: few(outermost.filter((path) => !again.has(path))),
    interrupted: few(interrupted.map(({ path }) => path)),
    toRun: few(toRun.filter((path) => isPartOf(path, only))),
  };
}

function isPartOf(path: string, only: string | undefined): boolean {
  return only === undefined || isWithin(path, only) || isWithin(only, path);
}

/** Whether what is done runs in each invocation: `finally`, and what reads the world. */
function runsAgain(tree: WorkflowTree, path: string): boolean {
  const place = placeOf(tree, path);
  return place?.always === true || (place?.step.type === "script" && !place.step.reuse);
}

function few(paths: readonly string[]): string[] {
  return paths.length <= most ? [...paths] : [...paths.slice(0, most), `and ${paths.length - most} more`];
}
