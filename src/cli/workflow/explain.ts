import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text.ts";
import type { WorkflowTree } from "../../domain/workflow-file/definition.ts";
import { changesSince, placeOf } from "../../domain/workflow-run/changes.ts";
import type { NodeState, Nodes } from "../../domain/workflow-run/nodes.ts";
import { enclosing } from "../../domain/workflow-run/path.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { table } from "../table.ts";

/** What would become of a node, and why. */
interface Verdict {
  readonly path: string;
  readonly verdict: string;
  readonly why: string;
}

/** `--explain` and `--dry-run`: a verdict for each node that is known, and each step that is not. Runs nothing. */
export function printWorkflowExplanation(ctx: CommandContext, tree: WorkflowTree, nodes: Nodes): ExitCode {
  const verdicts = explain(tree, nodes);
  if (ctx.json) printJson(ctx, { nodes: verdicts });
  else {
    const rows = verdicts.map(({ path, verdict, why }) => [safeLine(path), verdict, safeLine(why)]);
    ctx.stdout.write(`${table(rows, "", ctx.columns).join("\n")}\n`);
  }
  return ExitCode.ok;
}

function explain(tree: WorkflowTree, nodes: Nodes): Verdict[] {
  const { changed, retired } = changesSince(nodes, tree);
  const all = [...nodes.all()];
  // What lies in a done node needs no verdict of its own.
  const inner = (path: string) => enclosing(path).some((outer) => nodes.get(outer)?.status === "done");
  const known = all
    .filter(({ path }) => !retired.includes(path) && !inner(path))
    .map((node) => verdictOf(node, node.done?.hashes !== undefined && changed.includes(node.path), tree));
  const gone = retired.map((path) => ({ path, verdict: "retired", why: "it is in the workflow no more" }));
  const begun = new Set(all.flatMap(({ path }) => [path, ...enclosing(path)]));
  return [...known, ...notStarted(tree, begun), ...gone];
}

function verdictOf(node: NodeState, changed: boolean, tree: WorkflowTree): Verdict {
  const { path, status, attempt } = node;
  const of = (verdict: string, why: string) => ({ path, verdict, why });
  if (node.retired) return of("retired", "its collection had it no more");
  switch (status) {
    case "done": {
      if (changed) return of("definition changed", "it stays done; --rerun-changed runs it again");
      const place = placeOf(tree, path);
      if (place?.always) return of("runs again", "finally");
      if (place?.step.type === "script" && !place.step.reuse) return of("runs again", "reuse: false");
      return of("done", `attempt ${attempt}, ${node.at}`);
    }
    case "failed":
      return of("failed", `${node.error?.message ?? ""}; runs again`);
    case "open":
    case "interrupted":
      return of("interrupted", node.sessionId ? "goes on in its session" : "runs again");
    case "skipped":
      return of("skipped", `${node.reason}; decided again`);
    case "parked":
      return of("waiting", node.reason ?? "");
    case "approved":
      return of("approved", "goes on");
    case "rejected":
      return of("rejected", node.reason ?? "");
    case "reopened":
      return of("runs again", "it was reopened");
  }
}

function notStarted({ workflow }: WorkflowTree, begun: ReadonlySet<string>): Verdict[] {
  return [...workflow.steps, ...workflow.finally]
    .filter(({ id }) => !begun.has(id))
    .map(({ id, type, foreach }) => ({
      path: id,
      verdict: "not started",
      why: foreach ? `${type}, for each item` : type,
    }));
}
