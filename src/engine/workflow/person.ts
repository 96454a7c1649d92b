import {
  type DecidedKind,
  type NodeDecision,
  nodeRemedy,
  waitsFor,
} from "../../domain/decide/node/waiting.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import type { NodeContext } from "./node-context.ts";
import type { NotEnded } from "./outcome.ts";
import { lookMs } from "./walk.ts";

/**
 * Asks a person about a node: whether a gate may be passed, or what an agent wants to know. Resolves to undefined where
 * they decide later, and when `signal` aborts.
 */
export type AskPerson = (
  asked: { readonly kind: DecidedKind; readonly path: string; readonly message: string },
  signal: AbortSignal,
) => Promise<NodeDecision | undefined>;

/** What a node wants of a person. */
export interface Wanted<T> {
  readonly kind: DecidedKind;
  readonly message: string;
  /** What follows from what is decided about it so far; undefined: nothing is. */
  readonly decided: (known: NodeState | undefined) => T | undefined;
}

/**
 * Parks a node, and waits for what a person says to it: asks at the terminal, else until a message comes, or nobody is
 * left to wait with it.
 */
export async function waitForPerson<T>(node: NodeContext, wanted: Wanted<T>): Promise<T | NotEnded> {
  const { walk, path } = node;
  const { kind, message } = wanted;
  await park(node, wanted);
  walk.takeMessages();
  const already = await decidedMeanwhile(node, wanted);
  if (already) return already;
  if (walk.deps.askPerson) {
    await walk.parking.work(() => askUnlessDecided(node, wanted));
    const since = await decidedMeanwhile(node, wanted);
    if (since) return since;
  }
  if (walk.over) return { not: "stopped" };
  const { runId } = walk.state;
  walk.tell({ type: "node-parked", path, kind, runId, message, command: nodeRemedy(runId, { path, kind }) });
  const decision = await walk.waitAt(path, node.hold);
  if (decision === "parked") return { not: walk.over ? "stopped" : "parked" };
  return (await decidedMeanwhile(node, wanted)) ?? { not: "parked" };
}

/** Records that it waits, unless that is known: it may have left its collection meanwhile, and be back. */
async function park<T>({ walk, path }: NodeContext, { kind, message }: Wanted<T>): Promise<void> {
  const known = walk.node(path);
  const waits = known?.status === "parked" && !known.retired && known.kind === kind;
  if (waits && known.reason === message) return;
  await walk.record({ type: "parked", path, kind, message });
  walk.checkpointSoon();
}

/** Asks at the terminal, and records the answer; whoever decides by a message meanwhile spares the question. */
async function askUnlessDecided<T>({ walk, path }: NodeContext, { kind, message, decided }: Wanted<T>) {
  const { signal } = walk;
  const asking = new AbortController();
  const stop = () => asking.abort();
  const look = setInterval(() => {
    walk.takeMessages();
    if (decided(walk.node(path))) stop();
  }, lookMs);
  signal.addEventListener("abort", stop);
  try {
    const decision = await walk.ask({ kind, path, message }, asking.signal);
    if (decision && waitsFor(walk.node(path), decision)) await walk.record({ ...decision, path, inbox: "" });
  } finally {
    clearInterval(look);
    signal.removeEventListener("abort", stop);
  }
}

/** By a message, whoever took it: of this node it is known only once that is recorded. */
async function decidedMeanwhile<T>({ walk, path }: NodeContext, { decided }: Wanted<T>) {
  await walk.record();
  return decided(walk.node(path));
}
