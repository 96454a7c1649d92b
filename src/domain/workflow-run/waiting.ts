import type { NodeState, Nodes } from "./nodes.ts";
import { enclosing } from "./path.ts";

/** The nodes that wait for a person now: not those that have left the workflow, or its collections, meanwhile. */
export function waitingNodes(nodes: Nodes): NodeState[] {
  const isOver = (path: string) => {
    const node = nodes.get(path);
    return node !== undefined && (node.retired || node.status === "done" || node.status === "skipped");
  };
  return [...nodes.all()].filter(
    ({ path, status, retired }) => status === "parked" && !retired && !enclosing(path).some(isOver),
  );
}
