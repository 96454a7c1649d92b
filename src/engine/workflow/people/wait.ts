import { type DecidedKind, nodeRemedy, waitsFor } from "../../../domain/decide/node/waiting.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import type { NodeContext } from "../walk/context.ts";
import type { NotEnded } from "../walk/outcome.ts";
import { lookMs } from "./people.ts";

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
  walk.people.take();
  const already = await decidedMeanwhile(node, wanted);
  if (already) return already;
  if (walk.people.areHere) {
    await walk.people.work(undefined, () => askUnlessDecided(node, wanted));
    const since = await decidedMeanwhile(node, wanted);
    if (since) return since;
  }
  if (walk.invocation.over) return { not: "stopped" };
  const { runId } = walk.run.state;
  walk.journal.tell({
    type: "node-parked",
    path,
    kind,
    runId,
    message,
    command: nodeRemedy(runId, { path, kind }),
  });
  const decision = await walk.people.wait(path, node.hold);
  if (decision === "parked") return { not: walk.invocation.over ? "stopped" : "parked" };
  return (await decidedMeanwhile(node, wanted)) ?? { not: "parked" };
}

/** Records that it waits, unless that is known: it may have left its collection meanwhile, and be back. */
async function park<T>({ walk, path }: NodeContext, { kind, message }: Wanted<T>): Promise<void> {
  const known = walk.journal.node(path);
  const waits = known?.status === "parked" && !known.retired && known.kind === kind;
  if (waits && known.reason === message) return;
  await walk.journal.record({ type: "parked", path, kind, message });
  walk.journal.checkpointSoon();
}

/** Asks at the terminal, and records the answer; whoever decides by a message meanwhile spares the question. */
async function askUnlessDecided<T>({ walk, path }: NodeContext, { kind, message, decided }: Wanted<T>) {
  const { signal } = walk.invocation;
  const asking = new AbortController();
  const stop = () => asking.abort();
  const look = setInterval(() => {
    walk.people.take();
    if (decided(walk.journal.node(path))) stop();
  }, lookMs);
  signal.addEventListener("abort", stop);
  try {
    const decision = await walk.people.ask({ kind, path, message }, asking.signal);
    if (decision && waitsFor(walk.journal.node(path), decision))
      await walk.journal.record({ ...decision, path, inbox: "" });
  } finally {
    clearInterval(look);
    signal.removeEventListener("abort", stop);
  }
}

/** By a message, whoever took it: of this node it is known only once that is recorded. */
async function decidedMeanwhile<T>({ walk, path }: NodeContext, { decided }: Wanted<T>) {
  await walk.journal.record();
  return decided(walk.journal.node(path));
}
