import { formatCost } from "../../adapters/reporters/words.ts";
import { isResumed, nodeStatus } from "../../app/view/run.ts";
import { isDecided, nodeRemedy, waitingNodes } from "../../domain/decide/node/waiting.ts";
import type { NodeState, Nodes } from "../../domain/journal/nodes.ts";
import { enclosing } from "../../domain/journal/path.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { safeLine, safeText } from "../../domain/text/safe.ts";
import { table } from "../table.ts";

/** What waits for a person, whole: a question that is cut cannot be answered; and what to type. */
export function waitingLines(runId: string, nodes: Nodes): string[] {
  return waitingNodes(nodes).flatMap((node) => {
    const [first = "", ...more] = safeText(node.reason ?? "")
      .trim()
      .split("\n");
    const lines = [`  ? ${safeLine(node.path)}: ${first}`, ...more.map((line) => `    ${line}`)];
    return [...lines.map((line) => line.trimEnd()), `    → ${safeLine(nodeRemedy(runId, node))}`];
  });
}

interface Branch {
  readonly name: string;
  readonly node?: NodeState;
  readonly children: Branch[];
}

/** A run's nodes as a tree, a line each. */
export function treeText(nodes: Nodes, held: boolean, width: number): string[] {
  return table(
    branchesOf(nodes).flatMap((branch) => rows(branch, "", held)),
    "  ",
    width,
  );
}

function branchesOf(nodes: Nodes): Branch[] {
  const roots: Branch[] = [];
  const known = new Map<string, Branch>();
  const branch = (path: string): Branch => {
    const found = known.get(path);
    if (found) return found;
    const [outer = ""] = enclosing(path);
    const node = nodes.get(path);
    const made: Branch = {
      name: path.slice(outer.length).replace(/^\//, ""),
      ...(node ? { node } : {}),
      children: [],
    };
    known.set(path, made);
    (outer === "" ? roots : branch(outer).children).push(made);
    return made;
  };
  for (const { path } of nodes.all()) branch(path);
  return roots;
}

const marks: Readonly<Record<string, string>> = {
  done: "✓",
  failed: "✗",
  rejected: "✗",
  skipped: "⊘",
  retired: "⊘",
  waiting: "?",
  running: "▸",
};

function rows(branch: Branch, indent: string, held: boolean): string[][] {
  const inner = branch.children.flatMap((child) => rows(child, `${indent}│ `, held));
  const status = branch.node ? nodeStatus(branch.node, held) : derived(branch, held);
  const told = [status, ...(resumedWithin(branch) ? ["resumed"] : [])].join(", ");
  return [
    [`${indent}${marks[status] ?? "·"} ${branch.name}`, told, ...details(branch.node, status)],
    ...inner,
  ];
}

/** A child that has not ended has no record of its own: it is what goes on in it. */
function derived({ children }: Branch, held: boolean): string {
  const inner = children.map((child) => (child.node ? nodeStatus(child.node, held) : derived(child, held)));
  for (const status of ["running", "interrupted", "failed", "waiting"]) {
    if (inner.includes(status)) return status;
  }
  // Until somebody continues it.
  if (inner.some((status) => isDecided(status))) return "waiting";
  if (inner.includes("retired")) return "retired";
  return held ? "running" : "interrupted";
}

function resumedWithin({ node, children }: Branch): boolean {
  return node ? isResumed(node) || children.some(resumedWithin) : children.some(resumedWithin);
}

function details(node: NodeState | undefined, status: string): string[] {
  if (!node) return [];
  const { attempt, done, durationMs, error, reason, agent } = node;
  const ms = done?.durationMs ?? durationMs;
  const cost = done?.usage?.costUsd;
  const why =
    status === "done"
      ? done?.allowed
        ? `failed, which is allowed: ${done.allowed}`
        : ""
      : (error?.message ?? reason);
  return [
    attempt > 1 ? `attempt ${attempt}` : "",
    node.kind === "foreach" || ms === undefined ? "" : formatDuration(ms),
    cost === undefined || cost === null ? "" : formatCost(cost),
    [agent, why].filter(Boolean).join(": "),
  ];
}
