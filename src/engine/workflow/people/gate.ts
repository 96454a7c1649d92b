import type { NodeState } from "../../../domain/journal/nodes.ts";
import type { Handler } from "../walk/handler.ts";
import type { Try } from "../walk/outcome.ts";
import { waitForPerson } from "./wait.ts";

/** Waits until a person approves or rejects it. */
export const waitAtGate: Handler<"gate"> = async (node, work, known) => {
  const message = node.walk.deps.mask(work.message);
  const decided = decisionOf(known);
  if (decided) return decided;
  return waitForPerson(node, { kind: "gate", message, decided: decisionOf });
};

function decisionOf(known: NodeState | undefined): Try | undefined {
  if (known?.status === "approved") return { result: { output: { text: '"approved"' } } };
  if (known?.status !== "rejected") return undefined;
  return { error: { kind: "denied", message: `rejected: ${known.reason}` } };
}
