import type { NodeState, Nodes } from "../../journal/nodes.ts";
import { enclosing, quotedPath } from "../../journal/path.ts";
import type { PersonMessage } from "../../journal/story-record.ts";
import { remedy } from "../story/remedy.ts";

/** What a person decides about a node that waits: a gate is opened or refused, an agent's question answered. */
export type NodeDecision =
  | { readonly type: "approved" }
  | { readonly type: "rejected"; readonly reason: string }
  | { readonly type: "answered"; readonly text: string };

/** The kinds of nodes that a person decides about. */
export type DecidedKind = "gate" | "agent";

/** What kind of node a decision is about. */
export function kindFor({ type }: NodeDecision): DecidedKind {
  return type === "answered" ? "agent" : "gate";
}

/** A decision as the message that tells a run of it. */
export function decisionMessage(decision: NodeDecision, path: string): PersonMessage {
  return decision.type === "answered" ? { ...decision, node: path } : { ...decision, gate: path };
}

/** The decision that a message tells a run of; undefined where it tells of none. */
export function decisionIn(
  message: PersonMessage,
): { readonly path: string; readonly decision: NodeDecision } | undefined {
  switch (message.type) {
    case "approved":
      return { path: message.gate ?? "", decision: { type: "approved" } };
    case "rejected":
      return { path: message.gate ?? "", decision: { type: "rejected", reason: message.reason } };
    case "answered":
      return { path: message.node ?? "", decision: { type: "answered", text: message.text } };
    default:
      return undefined;
  }
}

/** Whether a person has decided about a node of this status, and nobody has gone on with it yet. */
export function isDecided(status: string): boolean {
  return status === "approved" || status === "rejected" || status === "answered";
}

/** Whether a node waits for this decision. */
export function waitsFor(node: NodeState | undefined, decision: NodeDecision): boolean {
  return node?.status === "parked" && !node.retired && node.kind === kindFor(decision);
}

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

/** What a person types about a node that waits. */
export function nodeRemedy(
  runId: string,
  { path, kind, story }: Pick<NodeState, "path" | "kind" | "story">,
): string {
  if (story) return remedy(story) ?? `agentic-sdlc show ${story.slug}`;
  const node = `${runId} ${quotedPath(path)}`;
  return kind === "agent" ? `agentic-sdlc answer ${node} "…"` : `agentic-sdlc approve ${node}`;
}
