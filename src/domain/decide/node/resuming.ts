import type { NodeState } from "../../journal/nodes.ts";
import { enclosing, isWithin } from "../../journal/path.ts";
import { type Foreseen, foresee } from "./foresee.ts";
import type { Outlook } from "./outlook.ts";

/** What a continued run skips, goes on with, and still has to do: paths, each in the order of its file. */
export interface Resuming {
  /** The outermost nodes that are done, and stand. */
  readonly skipped: readonly string[];
  readonly interrupted: readonly string[];
  /** Of what was begun, the innermost nodes that are to be done; of what was not, the outermost. */
  readonly toRun: readonly string[];
}

/** What a run does with what is recorded of it, in short. Pure; linear in the number of nodes. */
export function resumingNodes(outlook: Outlook): Resuming {
  const { nodes } = outlook;
  const foreseen = foresee(outlook);
  const outer = new Set<string>();
  for (const { path } of foreseen) {
    const status = nodes.get(path)?.status;
    if (status !== undefined && !settled.includes(status)) for (const one of enclosing(path)) outer.add(one);
  }
  const skipped: string[] = [];
  const interrupted: string[] = [];
  const toRun: string[] = [];
  /** A step whose nodes come before it. */
  let whole: string | undefined;
  for (const one of foreseen) {
    const { path, ruling, isOpened } = one;
    const node = nodes.get(path);
    const known = node?.retired ? undefined : node;
    const isStep = enclosing(path).length === 0;
    if (isStep && whole !== undefined) toRun.push(whole);
    if (isStep) whole = undefined;
    if (ruling.kind === "reuse") skipped.push(path);
    // A collection or child that has come to no end has no record of its own.
    else if (!known && isStep && ruling.kind !== "unreached") {
      if (isOpened) whole = path;
      else toRun.push(path);
    } else if (!known || !goesOn(one)) continue;
    else if (known.status === "open" || known.status === "interrupted") interrupted.push(path);
    else if (isToRun(one, known, outlook, outer)) toRun.push(path);
  }
  if (whole !== undefined) toRun.push(whole);
  return { skipped, interrupted, toRun };
}

/** Of what was begun, that is neither to be done, nor at work. */
const settled: readonly NodeState["status"][] = ["done", "skipped", "open", "interrupted"];

function goesOn({ ruling: { kind } }: Foreseen): boolean {
  return kind === "run" || kind === "wait" || kind === "items" || kind === "fail" || kind === "undecided";
}

function isToRun(
  { path, ruling, isOpened }: Foreseen,
  node: NodeState,
  { nodes, asked: { rerun } }: Outlook,
  outer: ReadonlySet<string>,
): boolean {
  const isAgain = rerun !== undefined && isWithin(path, rerun) && nodes.get(rerun)?.status === "done";
  if (isAgain) return path === rerun;
  if (node.status === "done" || node.status === "skipped") return !isOpened && ruling.kind !== "undecided";
  return !outer.has(path);
}
