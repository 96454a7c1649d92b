import { helpFor } from "../../../domain/agent/help.ts";
import {
  kindOf,
  type NodeOutcome,
  outcomeOf,
  skipped,
  versionOf,
} from "../../../domain/decide/node/outcome.ts";
import { differ, hashesOf, outputsOf } from "../../../domain/decide/node/result.ts";
import { sameResult } from "../../../domain/decide/node/value.ts";
import type { Work } from "../../../domain/decide/node/work.ts";
import type { StepDefinition } from "../../../domain/definition/file/definition.ts";
import type { Done, NodeRecord } from "../../../domain/journal/node-record.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import { keepJson } from "../secrets.ts";
import { ownError } from "../trouble.ts";
import type { NodeContext } from "./context.ts";
import type { FailedTry, NotEnded, Try } from "./outcome.ts";
import type { Walk } from "./walk.ts";

/* How a node's end is recorded, and what it gives to what follows. */

/** Records that a node is not for now; it is decided afresh each time. */
export function skipNode({ walk, path, step }: NodeContext, reason: string): NodeOutcome {
  const kind = kindOf(step, path);
  const known = walk.journal.node(path);
  // It may have left its collection meanwhile, and be back.
  if (known?.status !== "skipped" || known.retired)
    void walk.journal.record({ type: "skipped", path, kind, reason });
  walk.journal.tell({ type: "node-skipped", path, reason });
  return skipped(kind);
}

/** Records what was done; what depends on it goes on at once, for it is recorded after this. */
export async function finish(
  node: NodeContext,
  known: NodeState | undefined,
  work: Work | undefined,
  done: Exclude<Try, FailedTry | NotEnded>,
  durationMs: number,
): Promise<NodeOutcome> {
  const { walk, frame, step, path } = node;
  const { rerunChanged } = walk.request;
  const attempt = attemptOf(walk, path, step);
  let outputs: Done["result"];
  try {
    outputs = withOutputs(node, done.result);
  } catch (error) {
    const own = ownError(error);
    if (!own) throw error;
    return fail(node, { error: own, result: done.result, usage: done.usage }, durationMs, work);
  }
  const hashes = hashesOf(node, work);
  const before = known?.done ?? known?.before;
  const same =
    before !== undefined &&
    sameResult(before.result, outputs) &&
    !(rerunChanged && differ(before.hashes, hashes));
  const consumed = frame.consumed(step.id);
  const settled: Done = {
    kind: step.type,
    attempt,
    version: same ? versionOf(before) : undefined,
    result: outputs,
    consumed: Object.keys(consumed).length > 0 ? consumed : undefined,
    hashes,
    usage: done.usage,
    durationMs,
    allowed: done.allowed,
  };
  const record: NodeRecord = Object.assign({ type: "done" as const, path }, settled);
  const { usage = { costUsd: null }, allowed } = settled;
  void walk.journal.record(record).then(() => {
    walk.invocation.tally.completed.push(path);
    walk.journal.checkpointSoon();
    walk.journal.tell({ type: "node-done", path, kind: step.type, attempt, usage, durationMs, allowed });
  });
  return outcomeOf(settled);
}

/** The number of the try that just ended: those with an intent have counted themselves. */
function attemptOf(walk: Walk, path: string, step: StepDefinition): number {
  const counted = step.type === "script" || step.type === "agent" || step.type === "story";
  const attempt = walk.journal.node(path)?.attempt;
  return counted ? (attempt ?? 1) : (attempt ?? 0) + 1;
}

/** What it gave, and what its `outputs` make of that. */
function withOutputs(node: NodeContext, result: Done["result"]): Done["result"] {
  if (Object.keys(node.step.outputs).length === 0) return result;
  return { ...result, outputs: keepJson(node.walk, outputsOf(node, result)) };
}

/** Records a try that failed; resolves to its number. */
export async function recordFailed(
  node: NodeContext,
  { error, result, usage = { costUsd: null } }: FailedTry,
  durationMs: number,
  then?: "again",
): Promise<number> {
  const { walk, step, path } = node;
  const attempt = attemptOf(walk, path, step);
  const spent = usage.costUsd === null ? {} : { usage };
  await walk.journal.record({
    type: "failed",
    path,
    kind: step.type,
    attempt,
    error,
    ...(result ? { result } : {}),
    ...spent,
    durationMs,
  });
  const { kind, message } = error;
  const again = then === "again";
  walk.journal.tell({ type: "node-failed", path, kind, message, attempt, again, usage, durationMs });
  walk.journal.checkpointSoon();
  return attempt;
}

/** Records the failure; or, where it is allowed, that it is done with. */
export async function fail(
  node: NodeContext,
  failed: FailedTry,
  durationMs = 0,
  work?: Work,
): Promise<NodeOutcome> {
  const { walk, step, path } = node;
  const { error, result = {}, usage } = failed;
  // Each item may fail; that there are no items to be had may not.
  const whole = step.foreach !== undefined && !node.item;
  // Nor may what only a person can mend: it says nothing of the step.
  const mayFail = step.allowFailure && !whole && helpFor(error.kind) !== "person";
  if (mayFail && !walk.invocation.signal.aborted) {
    walk.invocation.tally.excuse(path);
    const known = walk.journal.node(path);
    return finish(
      { ...node, step: { ...step, outputs: {} } },
      known,
      work,
      { result, usage, allowed: error.message },
      durationMs,
    );
  }
  const attempt = await recordFailed(node, failed, durationMs);
  const failure = failed.failure ?? { path, message: error.message };
  // Of a child that failed, what failed in it was named already.
  if (!failed.failure) walk.invocation.tally.failed.push(failure);
  const given = { status: "failed", kind: step.type, result } as const;
  return { status: "failed", version: `failed ${attempt}`, given, failure };
}

/** Never rejects: what is thrown is the node's own failure, or stops the run. */
export async function caught(node: NodeContext, error: unknown): Promise<NodeOutcome> {
  const own = ownError(error);
  if (own) return fail(node, { error: own });
  node.walk.invocation.fail(error);
  return { status: "stopped" };
}
