import type { WorkflowTree } from "../../definition/file/definition.ts";
import type { NodeState, Nodes } from "../../journal/nodes.ts";
import { enclosing, isWithin } from "../../journal/path.ts";
import { changedSince, stepAt } from "./changes.ts";

/** What an invocation is asked to do again, of what is done. */
export interface Again {
  /** This node, with what is part of it. */
  readonly rerun?: string | undefined;
  /** Whatever is defined otherwise today. */
  readonly rerunChanged?: boolean | undefined;
}

/** What becomes of what is done, as far as it is known before anything runs. */
export interface Outlook {
  /** Done nodes that run again for certain, and why. */
  readonly again: ReadonlyMap<string, string>;
  /** Done nodes that run again if what they read comes out otherwise, and which step that is. */
  readonly perhaps: ReadonlyMap<string, string>;
  /** Done nodes that are decided afresh because of what is in them. */
  readonly opened: ReadonlySet<string>;
  /** The outermost done nodes that stand. */
  readonly standing: readonly string[];
  /** Whether a node is part of a done one, and has no say of its own. */
  isInner(path: string): boolean;
}

/** Looks ahead. Pure; linear in the number of nodes. */
export function outlookOf(nodes: Nodes, tree: WorkflowTree, asked: Again): Outlook {
  const done = [...nodes.all()].filter((node) => isDone(node) && stepAt(tree, node.path));
  const again = new Map<string, string>();
  const perhaps = new Map<string, string>();
  const opened = new Set<string>();
  const isInner = (path: string) =>
    enclosing(path).some((outer) => isDone(nodes.get(outer)) && !opened.has(outer));
  const run = (path: string, why: string) => {
    again.set(path, why);
    for (const outer of enclosing(path)) opened.add(outer);
  };
  for (const path of asked.rerunChanged ? changedSince(nodes, tree) : []) {
    // Children and collections are looked into: their own nodes know what changed.
    const isWhole = ["workflow", "foreach"].includes(nodes.get(path)!.kind);
    if (isWhole) for (const one of [path, ...enclosing(path)]) opened.add(one);
    else run(path, "its definition changed");
  }
  for (const { path } of done) if (isAsked(path, asked)) run(path, "--rerun");
  for (const { path } of done) {
    const place = stepAt(tree, path)!;
    if (again.has(path) || isInner(path)) continue;
    if (place.always) run(path, "finally");
    else if (place.step.type === "script" && !place.step.reuse) run(path, "reuse: false");
  }
  const unsettled = (path: string) =>
    again.has(path) || opened.has(path) || perhaps.has(path) || nodes.get(path)?.status === "failed";
  for (const node of done) {
    if (again.has(node.path)) continue;
    const source = sourcesOf(node).find(({ path }) => unsettled(path));
    if (!source) continue;
    perhaps.set(node.path, source.id);
    // What is in a collection may stand whatever becomes of the whole.
    if (node.kind === "foreach") opened.add(node.path);
  }
  const moving = (path: string) => again.has(path) || (perhaps.has(path) && !opened.has(path));
  const standing = done
    .map(({ path }) => path)
    .filter((path) => !moving(path) && !opened.has(path) && !isInner(path) && !enclosing(path).some(moving));
  return { again, perhaps, opened, standing, isInner };
}

function isDone(node: NodeState | undefined): boolean {
  return node?.status === "done" && !node.retired;
}

function isAsked(path: string, { rerun }: Again): boolean {
  return rerun !== undefined && isWithin(path, rerun);
}

/** The steps beside a node that it was made of. */
function sourcesOf({ path, done }: NodeState): { readonly id: string; readonly path: string }[] {
  const beside = path.slice(0, path.lastIndexOf("/") + 1);
  return Object.keys(done?.consumed ?? {})
    .filter((name) => !name.startsWith("inputs."))
    .map((id) => ({ id, path: `${beside}${id}` }));
}
