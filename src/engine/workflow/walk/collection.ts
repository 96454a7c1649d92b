import { endOfItems } from "../../../domain/decide/node/collection.ts";
import { decideNode } from "../../../domain/decide/node/decide.ts";
import { collectionOf, isEnded, type NodeOutcome } from "../../../domain/decide/node/outcome.ts";
import type { Ruling } from "../../../domain/decide/node/ruling.ts";
import { itemPath } from "../../../domain/journal/path.ts";
import { Place, Slots } from "../slots.ts";
import type { NodeContext } from "./context.ts";
import { runNode } from "./node.ts";
import { checkOnly } from "./only.ts";
import { endOfList } from "./outcome.ts";
import { caught } from "./settle.ts";

type Items = Extract<Ruling, { kind: "items" }>;

/** Decides about, and runs, the items of a collection one by one; names those that it has no more. */
export async function runCollection(node: NodeContext, ruling: Items): Promise<NodeOutcome> {
  const { walk, path } = node;
  for (const gone of ruling.retired) walk.journal.retire(gone);
  checkOnly(walk, path, ruling.keys);
  return conclude(node, ruling.keys, await runItems(node, ruling));
}

async function runItems(node: NodeContext, { items, keys }: Items): Promise<NodeOutcome[]> {
  const { walk, facts, frame, step, path, signal, failed, always, walkWorkflow } = node;
  const { concurrency, failFast } = step.foreach!;
  const slots = new Slots(concurrency);
  const outcomes: NodeOutcome[] = new Array(items.length).fill({ status: "unreached" });
  const running = new Set<Promise<void>>();
  let anyFailed = false;
  for (const [index, item] of items.entries()) {
    await slots.take();
    if (walk.invocation.over || signal.aborted || (failFast && anyFailed)) {
      // An item that waited for a person may want it back.
      slots.give();
      break;
    }
    const hold = new Place(slots, node.hold);
    const run = runItem({
      walk,
      facts,
      frame,
      step,
      path: itemPath(path, keys[index]!),
      item: { item, index },
      hold,
      signal,
      failed,
      always,
      walkWorkflow,
    }).then((outcome) => {
      outcomes[index] = outcome;
      anyFailed ||= outcome.status === "failed";
      running.delete(run);
      hold.close();
    });
    running.add(run);
  }
  await Promise.all(running);
  if (walk.invocation.over)
    return outcomes.map((outcome) => (isEnded(outcome) ? outcome : { status: "stopped" }));
  return outcomes;
}

/** Never rejects. */
async function runItem(node: NodeContext): Promise<NodeOutcome> {
  try {
    return await runNode(node, decideNode(node, node.facts));
  } catch (error) {
    return caught(node, error);
  }
}

/** Records that all are done; what failed, or waits, is decided afresh the next time. */
async function conclude(
  node: NodeContext,
  keys: readonly string[],
  outcomes: readonly NodeOutcome[],
): Promise<NodeOutcome> {
  const { walk, frame, step, path } = node;
  const { status, failure } = endOfList(outcomes);
  if (status === "failed") {
    const message = `${outcomes.filter((o) => o.status === "failed").length} of ${keys.length} items failed`;
    const error = { kind: "crash", message } as const;
    await walk.journal.record({
      type: "failed",
      path,
      kind: "foreach",
      attempt: attemptOf(node),
      error,
      durationMs: 0,
    });
    const items = outcomes.map((outcome) => (isEnded(outcome) ? outcome.given : undefined));
    return { status, version: `failed ${attemptOf(node)}`, given: collectionOf("failed", items), failure };
  }
  if (status !== "done") return { status };
  const end = endOfItems(frame, keys, outcomes.filter(isEnded));
  // What its items read makes it decided afresh, and them.
  const consumed = { ...frame.consumed(`${step.id}[]`), ...frame.consumed(step.id) };
  const hashes = { step: frame.tree.stepHashes.get(step.id) ?? "" };
  const result = { keys: walk.run.keepText(JSON.stringify(keys)) };
  const attempt = attemptOf(node) + 1;
  void walk.journal.record({
    type: "done",
    path,
    kind: "foreach",
    attempt,
    version: end.version,
    result,
    consumed,
    hashes,
    durationMs: 0,
  });
  return end;
}

function attemptOf({ walk, path }: NodeContext): number {
  return walk.journal.node(path)?.attempt ?? 0;
}
