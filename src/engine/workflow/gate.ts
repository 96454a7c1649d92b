import type { NodeState } from "../../domain/workflow-run/nodes.ts";
import type { Handler } from "./handlers.ts";
import type { NodeContext } from "./node-context.ts";
import type { Try } from "./outcome.ts";
import { type GateAnswer, lookMs } from "./walk.ts";

/** Waits for a person: asks at a terminal, else is parked until somebody approves or rejects it. */
export const waitAtGate: Handler<"gate"> = async (node, work, known) => {
  const { walk, path } = node;
  const message = walk.deps.mask(work.message);
  const decided = decisionOf(known);
  if (decided) return decided;
  if (known?.status !== "parked" || known.reason !== message) {
    await walk.record({ type: "parked", path, kind: "gate", message });
    walk.checkpointSoon();
  }
  walk.takeMessages();
  const already = await decidedMeanwhile(node);
  if (already) return already;
  if (walk.deps.askGate) {
    const answer = await walk.parking.work(() => askUnlessDecided(node, message));
    if (answer.decision !== "later") return answered(node, answer);
    const since = await decidedMeanwhile(node);
    if (since) return since;
  }
  if (walk.over) return { not: "stopped" };
  walk.tell({ type: "node-parked", path, runId: walk.state.runId, message });
  const decision = await walk.waitAt(path, node.hold);
  if (decision === "parked") return { not: walk.over ? "stopped" : "parked" };
  return (await decidedMeanwhile(node)) ?? { not: "parked" };
};

/** Asks at the terminal; whoever decides by a message meanwhile spares the question. */
async function askUnlessDecided({ walk, path }: NodeContext, message: string): Promise<GateAnswer> {
  const { signal } = walk;
  const asking = new AbortController();
  const stop = () => asking.abort();
  const look = setInterval(() => {
    walk.takeMessages();
    if (decisionOf(walk.node(path))) stop();
  }, lookMs);
  signal.addEventListener("abort", stop);
  try {
    return await walk.ask(path, message, asking.signal);
  } finally {
    clearInterval(look);
    signal.removeEventListener("abort", stop);
  }
}

/** By a message, whoever took it: of this gate it is known only once that is recorded. */
async function decidedMeanwhile({ walk, path }: NodeContext): Promise<Try | undefined> {
  await walk.record();
  return decisionOf(walk.node(path));
}

function decisionOf(known: NodeState | undefined): Try | undefined {
  if (known?.status === "approved") return { result: { output: { text: '"approved"' } } };
  if (known?.status !== "rejected") return undefined;
  return { error: { kind: "denied", message: `rejected: ${known.reason}` } };
}

async function answered({ walk, path }: NodeContext, answer: GateAnswer): Promise<Try> {
  if (answer.decision === "rejected") {
    await walk.record({ type: "rejected", path, inbox: "", reason: answer.reason });
  } else await walk.record({ type: "approved", path, inbox: "" });
  return decisionOf(walk.node(path)) ?? { not: "parked" };
}
