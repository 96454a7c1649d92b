import { helpFor } from "../../domain/error-kinds.ts";
import { truthy } from "../../domain/expression/evaluate.ts";
import type { StepDefinition } from "../../domain/workflow-file/definition.ts";
import type { DoneRecord, NodeHashes, NodeKind } from "../../domain/workflow-run/node-record.ts";
import type { NodeState } from "../../domain/workflow-run/nodes.ts";
import { type Given, sameResult, stepValue } from "../../domain/workflow-run/value.ts";
import type { Frame, Item, Local } from "./frame.ts";
import { handlerOf } from "./handlers.ts";
import type { FailedTry, NotEnded, Outcome, Try } from "./outcome.ts";
import { keepJson } from "./secrets.ts";
import type { Hold } from "./slots.ts";
import { isStillDone } from "./story.ts";
import { ownError } from "./trouble.ts";
import type { Walk } from "./walk.ts";
import { inputHash, type Work, workOf } from "./work.ts";

/** A node to be decided: a step, or one item of its collection. */
export interface NodeContext<S extends StepDefinition = StepDefinition> {
  readonly walk: Walk;
  readonly frame: Frame;
  readonly step: S;
  readonly path: string;
  readonly item?: Item;
  /** The places it holds in collections. */
  readonly hold?: Hold;
  /** Aborts when the run stops, or the time of what it is part of is over. */
  readonly signal: AbortSignal;
  /** Something before it failed. */
  readonly failed: boolean;
  /** Done ones of earlier invocations do not stand: it runs in each. */
  readonly always: boolean;
}

/**
 * Decides a node and, where it is not done or does not stand, has it done (DESIGN §3.4). Never rejects: what cannot be
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
    if (node.item && step.if?.perItem && !truthy(frame.value(step.if.expression, localOf(node)))) {
      return skip(node, "its condition is not met");
    }
    if (done && stands(node, done)) {
      // It had left the collection, or was not for then, and is back.
      if (known?.retired || known?.status === "skipped") void walk.record(done);
      return outcomeOf(done);
    }
    const work = workOf(frame, step, localOf(node));
    return await tryUntil(node, known, work);
  } catch (error) {
    return caught(node, error);
  }
}

/** What its texts see. */
export function localOf({ item, failed }: NodeContext): Local {
  return { failed, ...(item ? { item } : {}) };
}

/** Whether what was done is still what would be done. */
function stands(node: NodeContext, done: DoneRecord): boolean {
  const { walk, step, frame, path, always } = node;
  if ((always && !walk.isOwn(path)) || (step.type === "script" && !step.reuse && !walk.isOwn(path)))
    return false;
  const changed = Object.entries(done.consumed ?? {}).some(([name, version]) => {
    const today = frame.versionOf(name);
    return today !== undefined && today !== version;
  });
  if (changed) return false;
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

function outcomeOf(done: DoneRecord): Outcome {
  return { status: "done", version: versionOf(done), given: givenBy(done) };
}

/** What a done record gives to what follows. */
export function givenBy({ kind, result, allowed }: DoneRecord): Given {
  return { status: allowed === undefined ? "done" : "failed", kind, result };
}

/** What consumed a result goes by. */
export function versionOf({ version, attempt }: DoneRecord): string {
  return version ?? String(attempt);
}

function skip(node: NodeContext, reason: string): Outcome {
  return skipNode(node.walk, node.path, node.step, reason);
}

/** Records that a node is not for now; it is decided afresh each time. */
export function skipNode(walk: Walk, path: string, step: StepDefinition, reason: string): Outcome {
  const kind = step.foreach && !path.endsWith("]") ? "foreach" : step.type;
  if (walk.node(path)?.status !== "skipped") void walk.record({ type: "skipped", path, kind, reason });
  walk.tell({ type: "node-skipped", path, reason });
  return skipped(kind);
}

/** What a node gives that is not for now. */
export function skipped(kind: NodeKind): Extract<Outcome, { version: string }> {
  return { status: "skipped", version: "skipped", given: { status: "skipped", kind, result: {} } };
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
    walk.begunAgain(node.path);
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

/** Records what was done; what depends on it goes on at once, for it is recorded after this. */
async function finish(
  node: NodeContext,
  known: NodeState | undefined,
  work: Work | undefined,
  done: Exclude<Try, FailedTry | NotEnded>,
  durationMs: number,
): Promise<Outcome> {
  const { walk, frame, step, path } = node;
  const { rerunChanged } = walk.request;
  const attempt = attemptOf(walk, path, step);
  let outputs: DoneRecord["result"];
  try {
    outputs = { ...done.result, ...ownOutputs(node, done.result) };
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
  const record: DoneRecord = {
    type: "done",
    path,
    kind: step.type,
    attempt,
    ...(same ? { version: versionOf(before) } : {}),
    result: outputs,
    ...(Object.keys(consumed).length > 0 ? { consumed } : {}),
    hashes,
    ...(done.usage ? { usage: done.usage } : {}),
    durationMs,
    ...(done.allowed === undefined ? {} : { allowed: done.allowed }),
  };
  walk.own(path);
  const { type, usage = { costUsd: null }, allowed } = { ...record, type: step.type };
  void walk.record(record).then(() => {
    walk.completed.push(path);
    walk.checkpointSoon();
    walk.tell({
      type: "node-done",
      path,
      kind: type,
      attempt,
      usage,
      durationMs,
      ...(allowed ? { allowed } : {}),
    });
  });
  return outcomeOf(record);
}

/** The number of the try that just ended: those with an intent have counted themselves. */
function attemptOf(walk: Walk, path: string, step: StepDefinition): number {
  const counted = step.type === "script" || step.type === "agent" || step.type === "story";
  const attempt = walk.node(path)?.attempt;
  return counted ? (attempt ?? 1) : (attempt ?? 0) + 1;
}

function differ(a: NodeHashes, b: NodeHashes): boolean {
  return a.step !== b.step || a.input !== b.input;
}

function hashesOf(node: NodeContext, work: Work | undefined): NodeHashes {
  const { walk, frame, step } = node;
  const input = inputHash(frame, step, localOf(node), walk.deps, work);
  return { step: frame.tree.stepHashes.get(step.id) ?? "", ...(input === undefined ? {} : { input }) };
}

/** What its `outputs` make of what it gave. */
function ownOutputs(node: NodeContext, result: DoneRecord["result"]): Pick<DoneRecord["result"], "outputs"> {
  const { walk, frame, step } = node;
  if (Object.keys(step.outputs).length === 0) return {};
  const value = stepValue({ status: "done", kind: step.type, result }, walk.deps.readText);
  const env = frame.stepEnv(step, localOf(node));
  const filled = frame.fillAll(step.outputs, { ...localOf(node), env, own: { id: step.id, value } });
  return { outputs: keepJson(walk, filled) };
}

async function recordFailed(
  node: NodeContext,
  { error, result, usage = { costUsd: null } }: FailedTry,
  durationMs: number,
  then?: "again",
): Promise<number> {
  const { walk, step, path } = node;
  const attempt = attemptOf(walk, path, step);
  const spent = usage.costUsd === null ? {} : { usage };
  await walk.record({
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
  walk.tell({ type: "node-failed", path, kind, message, attempt, again, usage, durationMs });
  walk.checkpointSoon();
  return attempt;
}

/** Records the failure; or, where it is allowed, that it is done with. */
async function fail(node: NodeContext, failed: FailedTry, durationMs = 0, work?: Work): Promise<Outcome> {
  const { walk, step, path } = node;
  const { error, result = {}, usage } = failed;
  // Each item may fail; that there are no items to be had may not.
  const whole = step.foreach !== undefined && !node.item;
  if (step.allowFailure && !whole && !walk.signal.aborted) {
    walk.excuse(path);
    const known = walk.node(path);
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
  if (!failed.failure) walk.failed.push(failure);
  const given = { status: "failed", kind: step.type, result } as const;
  return { status: "failed", version: `failed ${attempt}`, given, failure };
}

/** Never rejects: what is thrown is the node's own failure, or stops the run. */
export async function caught(node: NodeContext, error: unknown): Promise<Outcome> {
  const own = ownError(error);
  if (own) return fail(node, { error: own });
  node.walk.fail(error);
  return { status: "stopped" };
}
