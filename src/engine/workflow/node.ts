import { helpFor } from "../../domain/agent/help.ts";
import type { Done } from "../../domain/journal/node-record.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { handlerOf } from "./handlers.ts";
import { isMet, localOf, type NodeContext } from "./node-context.ts";
import type { Outcome, Try } from "./outcome.ts";
import { caught, fail, finish, outcomeOf, recordFailed, skipNode, skipped } from "./settle.ts";
import { isStillDone } from "./story.ts";
import type { Walk } from "./walk.ts";
import { inputHash, type Work, workOf } from "./work.ts";

/**
 * Decides a node and, where it is not done or does not stand, has it done. Never rejects: what cannot be
 * saved stops the walk.
 */
export async function runNode(node: NodeContext): Promise<Outcome> {
  const { walk, step, path, frame } = node;
  if (walk.over) return { status: "stopped" };
  const known = walk.node(path);
  // Where today's step is no collection any more, what one gave means nothing.
  const done = known?.done?.kind === "foreach" ? undefined : known?.done;
  if (!walk.isAsked(path)) {
    if (known?.status === "skipped") return skipped(known.kind);
    return done ? outcomeOf(done) : { status: "unreached" };
  }
  try {
    if (node.item && step.if?.perItem && !isMet(node)) return skip(node, "its condition is not met");
    if (done && stands(node, done)) {
      // It had left the collection, or was not for then, and is back.
      if (known?.retired || known?.status === "skipped") void walk.record({ type: "done", path, ...done });
      return outcomeOf(done);
    }
    const work = workOf(frame, step, localOf(node));
    return await tryUntil(node, known, work);
  } catch (error) {
    return caught(node, error);
  }
}

/** Whether what was done is still what would be done. */
function stands(node: NodeContext, done: Done): boolean {
  const { walk, step, frame, path, always } = node;
  if ((always && !walk.isOwn(path)) || (step.type === "script" && !step.reuse && !walk.isOwn(path)))
    return false;
  if (!frame.isCurrent(done.consumed)) return false;
  // Its story's status tells, not what it was once.
  if (step.type === "story" && !walk.isOwn(path) && !isStillDone(node, done)) return false;
  const { hashes } = done;
  const filled = inputHash(frame, step, localOf(node), walk.deps);
  const inputChanged = filled !== undefined && hashes.input !== undefined && filled !== hashes.input;
  if (!walk.request.rerunChanged) {
    if (inputChanged) walk.tell({ type: "node-changed", path: node.path, what: "input" });
    return true;
  }
  // A child is looked into: its own nodes know what changed.
  if (step.type === "workflow" && !walk.isOwn(node.path)) return false;
  return !inputChanged && hashes.step === frame.tree.stepHashes.get(step.id);
}

function skip(node: NodeContext, reason: string): Outcome {
  return skipNode(node.walk, node.path, node.step, reason);
}

/** Tries, as often as `retry` allows. */
async function tryUntil(node: NodeContext, known: NodeState | undefined, work: Work): Promise<Outcome> {
  const { walk, step } = node;
  const { attempts, delayMs, backoff } = step.retry;
  for (let count = 1; ; count++) {
    const { result, durationMs } = await tryOnce(node, work, count === 1 ? known : walk.node(node.path));
    if ("not" in result) return { status: result.not };
    if (!("error" in result)) return finish(node, known, work, result, durationMs);
    const again =
      count < attempts && !walk.over && !node.signal.aborted && helpFor(result.error.kind) !== "person";
    if (!again) return fail(node, result, durationMs, work);
    await recordFailed(node, result, durationMs, "again");
    if (step.type === "workflow") walk.begunAgain(node.path);
    await walk.parking.work(() => pause(walk, delayMs * backoff ** (count - 1), node.signal));
  }
}

async function pause(walk: Walk, ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await walk.deps.clock.sleep(new Date(walk.deps.clock.now().getTime() + ms), signal);
}

async function tryOnce(
  node: NodeContext,
  work: Work,
  known: NodeState | undefined,
): Promise<{ result: Try; durationMs: number }> {
  const { walk } = node;
  const from = walk.deps.clock.now().getTime();
  const result = await handlerOf(node, work, known);
  return { result, durationMs: walk.deps.clock.now().getTime() - from };
}
