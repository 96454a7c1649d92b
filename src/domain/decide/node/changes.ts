import type { StepDefinition, WorkflowTree } from "../../definition/file/definition.ts";
import type { NodeKind } from "../../journal/node-record.ts";
import type { Nodes } from "../../journal/nodes.ts";
import { enclosing, segmentsOf } from "../../journal/path.ts";

/** How today's definition differs from what a run's nodes were made of. */
export interface Changes {
  /** Done nodes whose step's definition is another now. */
  readonly changed: readonly string[];
  /** Nodes that today's definition does not have. */
  readonly retired: readonly string[];
}

/** Compares the nodes of a run with today's definition; of nodes within each other only the outermost is named. Pure. */
export function changesSince(nodes: Nodes, tree: WorkflowTree): Changes {
  const retired = [...nodes.all()].map(({ path }) => path).filter((path) => !stepAt(tree, path));
  return {
    changed: outermost(new Set(changedSince(nodes, tree))),
    retired: outermost(new Set(retired)),
  };
}

/** All done nodes whose step's definition is another now. Pure. */
export function changedSince(nodes: Nodes, tree: WorkflowTree): string[] {
  return [...nodes.all()].flatMap(({ path, done }) => {
    const place = done && stepAt(tree, path);
    if (!place || place.always || done.hashes.step === place.hash) return [];
    return stays(done.kind, path, place.step) ? [path] : [];
  });
}

/** A step that became a collection, or ceased to be one, is decided afresh. */
function stays(kind: NodeKind, path: string, { foreach }: StepDefinition): boolean {
  return path.endsWith("]") || (kind === "foreach") === (foreach !== undefined);
}

function outermost(paths: ReadonlySet<string>): string[] {
  return [...paths].filter((path) => !enclosing(path).some((outer) => paths.has(outer)));
}

/** Where a node stands in today's definition. */
export interface StepAt {
  readonly step: StepDefinition;
  /** The step's hash. */
  readonly hash: string | undefined;
  /** It, or what it is part of, stands in `finally`: it runs in every invocation. */
  readonly always: boolean;
}

/** Finds a node in today's definition; undefined where it has none such. */
export function stepAt(tree: WorkflowTree, path: string): StepAt | undefined {
  const segments = segmentsOf(path) ?? [];
  let at: WorkflowTree | undefined = tree;
  let place: StepAt | undefined;
  for (const [index, { id, key }] of segments.entries()) {
    const step = at && [...at.workflow.steps, ...at.workflow.finally].find((one) => one.id === id);
    if (!at || !step) return undefined;
    // Without its key, only the collection as a whole is a node.
    const whole = key === undefined && index === segments.length - 1;
    if (key === undefined ? step.foreach && !whole : !step.foreach) return undefined;
    const always: boolean = place?.always === true || at.workflow.finally.includes(step);
    place = { step, hash: at.stepHashes.get(id), always };
    at = at.children.get(id);
  }
  return place;
}
