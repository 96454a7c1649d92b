import { helpFor } from "../../../domain/agent/help.ts";
import { localOf } from "../../../domain/decide/node/candidate.ts";
import { kindOf, type NodeOutcome, skipped } from "../../../domain/decide/node/outcome.ts";
import type { NodeRuling } from "../../../domain/decide/node/ruling.ts";
import { type Work, workOf } from "../../../domain/decide/node/work.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import type { NodeContext } from "./context.ts";
import { handle } from "./handle.ts";
import type { Try } from "./outcome.ts";
import { fail, finish, recordFailed, skipNode } from "./settle.ts";
import type { Walk } from "./walk.ts";

/** Does what is decided about a node. Rejects with what is wrong with its texts, and what cannot be saved. */
export async function runNode(node: NodeContext, ruling: NodeRuling): Promise<NodeOutcome> {
  const { walk, step, path, frame } = node;
  switch (ruling.kind) {
    case "skip":
      return ruling.silent ? skipped(kindOf(step, path)) : skipNode(node, ruling.reason);
    case "unreached":
      return { status: "unreached" };
    case "reuse":
      if (ruling.isInputChanged()) walk.journal.tell({ type: "node-changed", path, what: "input" });
      if (ruling.isBack) void walk.journal.record({ type: "done", path, ...ruling.done });
      return ruling.outcome;
    case "run":
    case "wait":
      return tryUntil(node, walk.journal.node(path), workOf(frame, step, localOf(node)));
    case "undecided":
      throw new Error(`${path} is to be decided before ${ruling.because} has ended`);
  }
}

/** Tries, as often as `retry` allows. */
async function tryUntil(node: NodeContext, known: NodeState | undefined, work: Work): Promise<NodeOutcome> {
  const { walk, step } = node;
  const { attempts, delayMs, backoff } = step.retry;
  for (let count = 1; ; count++) {
    const { result, durationMs } = await tryOnce(
      node,
      work,
      count === 1 ? known : walk.journal.node(node.path),
    );
    if ("not" in result) return { status: result.not };
    if (!("error" in result)) return finish(node, known, work, result, durationMs);
    const again =
      count < attempts &&
      !walk.invocation.over &&
      !node.signal.aborted &&
      helpFor(result.error.kind) !== "person";
    if (!again) return fail(node, result, durationMs, work);
    await recordFailed(node, result, durationMs, "again");
    if (step.type === "workflow") walk.invocation.tally.excuse(node.path);
    await walk.people.work(undefined, () => pause(walk, delayMs * backoff ** (count - 1), node.signal));
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
  const result = await handle(node, work, known);
  return { result, durationMs: walk.deps.clock.now().getTime() - from };
}
