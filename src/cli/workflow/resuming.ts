import { completedNodes, type RunState } from "../../domain/run-state.ts";
import type { WorkflowTree } from "../../domain/workflow-file/definition.ts";
import { placeOf } from "../../domain/workflow-run/changes.ts";
import { enclosing } from "../../domain/workflow-run/path.ts";
import type { RunEvent } from "../../engine/events.ts";

/** Nodes that are named one by one. */
const most = 20;

/** What a continued run skips, goes on with, and still has to do. */
export function resumingWorkflow(
  state: RunState,
  tree: WorkflowTree,
): Extract<RunEvent, { type: "resuming" }> {
  const nodes = [...(state.nodes?.all() ?? [])];
  const done = new Set(nodes.filter(({ status }) => status === "done").map(({ path }) => path));
  const again = [...done].filter((path) => runsAgain(tree, path));
  const outermost = [...done].filter((path) => {
    return !enclosing(path).some((outer) => done.has(outer)) && !again.includes(path);
  });
  const interrupted = nodes.filter(({ status }) => status === "open" || status === "interrupted");
  const failing = nodes.filter(({ status }) => status === "failed");
  const outer = new Set(failing.flatMap(({ path }) => enclosing(path)));
  const failed = failing.filter(({ path }) => !outer.has(path));
  const known = new Set(nodes.map(({ path }) => path.split(/[/[]/)[0]));
  const fresh = tree.workflow.steps.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  return {
    type: "resuming",
    done: completedNodes(state).length,
    skipped: few(outermost),
    interrupted: few(interrupted.map(({ path }) => path)),
    toRun: few([...again, ...failed.map(({ path }) => path), ...fresh]),
  };
}

/** It is done, and not within what is: `finally`, and what reads the world. */
function runsAgain(tree: WorkflowTree, path: string): boolean {
  const place = placeOf(tree, path);
  return place?.always === true || (place?.step.type === "script" && !place.step.reuse);
}

function few(paths: readonly string[]): string[] {
  return paths.length <= most ? [...paths] : [...paths.slice(0, most), `and ${paths.length - most} more`];
}
