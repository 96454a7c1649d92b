import type { WorkflowTree } from "../../definition/file/definition.ts";
import type { Value } from "../../expression/ast.ts";
import { afterReopening, type Nodes } from "../../journal/nodes.ts";
import { enclosing, itemsOf } from "../../journal/path.ts";
import type { Asked, Facts } from "./candidate.ts";
import type { FrameWorld } from "./frame.ts";

/** What an invocation is asked about what is done. */
export interface AskedAgain extends Asked {
  /** This node, with what is part of it, is done again. */
  readonly rerun?: string | undefined;
}

/** What a run is foreseen from: today's file, what it is given, what is recorded of it, and what is asked of it. */
export interface Outlook {
  readonly tree: WorkflowTree;
  /** Those that are not known throw Undecided when they are read. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly world: FrameWorld;
  readonly nodes: Nodes;
  readonly asked: AskedAgain;
  readonly board: Facts["board"];
}

/** What deciding needs to know, as the run will find it: with what is asked to be done again reopened. */
export function factsOf({ nodes, asked, board }: Outlook): Facts {
  const { rerun } = asked;
  let items: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return {
    asked,
    node(path) {
      const node = nodes.get(path);
      return node && rerun !== undefined ? afterReopening(node, rerun, node.at) : node;
    },
    itemsBefore(path) {
      items ??= itemsOf([...nodes.all()].map((node) => node.path));
      return items.get(path) ?? [];
    },
    board,
  };
}

/** The paths of all nodes of which anything in them has a record. */
export function begunNodes(nodes: Nodes): ReadonlySet<string> {
  const begun = new Set<string>();
  for (const { path } of nodes.all()) for (const outer of enclosing(path)) begun.add(outer);
  return begun;
}
