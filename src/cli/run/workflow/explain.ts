import { changesSince } from "../../../domain/decide/node/changes.ts";
import { type Again, type Outlook, outlookOf } from "../../../domain/decide/node/outlook.ts";
import { isDecided } from "../../../domain/decide/node/waiting.ts";
import type { WorkflowTree } from "../../../domain/definition/file/definition.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { NodeState, Nodes } from "../../../domain/journal/nodes.ts";
import { enclosing, isWithin } from "../../../domain/journal/path.ts";
import { safeLine } from "../../../domain/text/safe.ts";
import type { CommandContext } from "../../context.ts";
import { printJson } from "../../json.ts";
import { table } from "../../table.ts";

/** What would become of a node, and why. */
interface Verdict {
  readonly path: string;
  readonly verdict: string;
  readonly why: string;
}

/** `--explain` and `--dry-run`: a verdict for each node that is known, and each step that is not. Runs nothing. */
export function printWorkflowExplanation(
  ctx: CommandContext,
  tree: WorkflowTree,
  nodes: Nodes,
  asked: Again,
): ExitCode {
  const verdicts = explain(tree, nodes, asked);
  if (ctx.json) printJson(ctx, { nodes: verdicts });
  else {
    const rows = verdicts.map(({ path, verdict, why }) => [safeLine(path), verdict, safeLine(why)]);
    ctx.stdout.write(`${table(rows, "", ctx.columns).join("\n")}\n`);
  }
  return ExitCode.ok;
}

function explain(tree: WorkflowTree, nodes: Nodes, asked: Again): Verdict[] {
  const { changed, retired } = changesSince(nodes, tree);
  const outlook = outlookOf(nodes, tree, asked);
  const all = [...nodes.all()];
  const isGone = (path: string) => retired.some((gone) => isWithin(path, gone));
  // What lies in a done node needs no verdict of its own.
  const known = all
    .filter(({ path }) => !isGone(path) && !outlook.isInner(path))
    .map((node) => verdictOf(node, node.done !== undefined && changed.includes(node.path), outlook));
  const gone = retired.map((path) => ({ path, verdict: "retired", why: "it is in the workflow no more" }));
  const begun = new Set(all.flatMap(({ path }) => enclosing(path)));
  const waits = new Set(
    all.flatMap(({ path, status }) => (status === "parked" || isDecided(status) ? enclosing(path) : [])),
  );
  const open = [...begun]
    .filter((path) => !nodes.get(path) && !isGone(path))
    .map((path) => ({
      path,
      verdict: waits.has(path) ? "waiting" : "interrupted",
      why: "goes on where it stopped",
    }));
  return [
    ...known,
    ...open,
    ...notStarted(tree, new Set([...begun, ...all.map(({ path }) => path)])),
    ...gone,
  ];
}

function verdictOf(node: NodeState, changed: boolean, { again, perhaps, opened }: Outlook): Verdict {
  const { path, status, attempt } = node;
  const of = (verdict: string, why: string) => ({ path, verdict, why });
  if (node.retired) return of("retired", "its collection had it no more");
  switch (status) {
    case "done": {
      const why = again.get(path) ?? (opened.has(path) ? "what is in it does" : undefined);
      if (changed && why === undefined)
        return of("definition changed", "it stays done; --rerun-changed runs it again");
      if (changed) return of("definition changed", "runs again");
      const source = perhaps.get(path);
      if (source !== undefined) return of("done", `runs again if ${source} comes out otherwise`);
      if (why !== undefined) return of("runs again", why);
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
    case "answered":
      return of("answered", node.sessionId ? "goes on in its session" : "runs again, with the answer");
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
