import { defaultKey, uniqueKeys } from "../../domain/decide/node/keys.ts";
import type { Given } from "../../domain/decide/node/value.ts";
import type { Foreach } from "../../domain/definition/file/definition.ts";
import { type Expression, ExpressionError, type Value } from "../../domain/expression/ast.ts";
import { text, typeName } from "../../domain/expression/functions.ts";
import { fillTemplate } from "../../domain/expression/template.ts";
import type { Done } from "../../domain/journal/node-record.ts";
import { itemPath } from "../../domain/journal/path.ts";
import { canonicalJson } from "../../domain/text/canonical.ts";
import type { Item } from "./frame.ts";
import { runNode } from "./node.ts";
import { isMet, type NodeContext } from "./node-context.ts";
import { checkOnly } from "./only.ts";
import { isEnded, type Outcome } from "./outcome.ts";
import { caught, givenBy, skipped, versionOf } from "./settle.ts";
import { Place, Slots } from "./slots.ts";
import { endedOf } from "./steps.ts";
import { isStillDone } from "./story.ts";

/** Decides a step for each item of its collection. Items keep their identity by their keys, wherever they stand. */
export async function runCollection(node: NodeContext, foreach: Foreach): Promise<Outcome> {
  const { walk, path } = node;
  const { done, status, retired } = walk.node(path) ?? {};
  // Where the step was none yet, what it gave is not what its items would.
  const known = done?.kind === "foreach" ? done : undefined;
  const asked = walk.isAsked(path);
  if (!asked && status === "skipped") return skipped("foreach");
  const reused = known && (!asked || stands(node, known)) ? reuse(node, foreach, known) : undefined;
  if (reused) {
    // It was not in the workflow for a while, or not for then, and is back.
    if (known && (retired || status === "skipped")) void walk.record({ type: "done", path, ...known });
    return reused;
  }
  if (!asked) return { status: "unreached" };
  let items: readonly Value[];
  let keys: readonly string[];
  try {
    items = itemsOf(node, foreach);
    keys = keysOf(node, foreach, items);
  } catch (error) {
    return caught(node, error);
  }
  retire(node, keys);
  checkOnly(walk, path, keys);
  const outcomes = await runItems(node, foreach, items, keys);
  return conclude(node, keys, outcomes);
}

function stands({ walk, frame, step, path, always }: NodeContext, done: Done): boolean {
  if (always || walk.request.rerunChanged) return walk.isOwn(path);
  return frame.isCurrent(done.consumed) && !(step.type === "script" && !step.reuse && !walk.isOwn(path));
}

/**
 * A collection that was done before, from what its items gave; undefined where one of them is not to be had, or is for
 * now where it was not, or no more.
 */
function reuse(node: NodeContext, foreach: Foreach, done: Done): Outcome | undefined {
  const { walk, path, step } = node;
  const keys: readonly string[] = done.result.keys ? JSON.parse(walk.run.readText(done.result.keys)) : [];
  const today = step.if?.perItem && walk.isAsked(path) ? itemsByKey(node, foreach) : undefined;
  const items: Given[] = [];
  for (const key of keys) {
    const item = walk.node(itemPath(path, key));
    if (item?.status !== "done" && item?.status !== "skipped") return undefined;
    const now = today?.get(key);
    if (now && isMet({ ...node, item: now }) !== (item.status === "done")) return undefined;
    if (step.type === "story" && item.done && walk.isAsked(path) && !isStillDone(node, item.done))
      return undefined;
    items.push(item.done && item.status === "done" ? givenBy(item.done) : skipped(item.kind).given);
  }
  return { status: "done", version: versionOf(done), given: givenOf("done", items) };
}

function givenOf(status: "done" | "failed", items: Given["items"]): Given {
  return { status, kind: "foreach", result: {}, items };
}

/** Throws ExpressionError. */
function itemsOf({ frame, failed }: NodeContext, { collection }: Foreach): readonly Value[] {
  const items = frame.fill(collection, { failed });
  if (Array.isArray(items)) return items;
  throw new ExpressionError(`foreach wants a list, not ${typeName(items)}`, 0);
}

/** Throws ExpressionError. */
function itemsByKey(node: NodeContext, foreach: Foreach): ReadonlyMap<string, Item> {
  const items = itemsOf(node, foreach);
  const keys = keysOf(node, foreach, items);
  return new Map(keys.map((key, index) => [key, { item: items[index]!, index }]));
}

/** Throws ExpressionError. */
function keysOf({ frame, walk, failed }: NodeContext, { key }: Foreach, items: readonly Value[]): string[] {
  const { hash } = walk.deps;
  const given = items.map((item, index) => {
    if (!key) return defaultKey(item, hash);
    const value = (of: Expression) => frame.value(of, { failed, item: { item, index } });
    // What has no key of its own is not known by its place among others that have none.
    return text(fillTemplate(key, value)) || defaultKey(item, hash);
  });
  return uniqueKeys(given, hash);
}

/** Items that left the collection are said to have, and never run. */
function retire({ walk, path }: NodeContext, keys: readonly string[]): void {
  const today = new Set(keys);
  for (const key of walk.itemsBefore(path)) {
    if (!today.has(key)) walk.retire(itemPath(path, key));
  }
}

async function runItems(
  node: NodeContext,
  { concurrency, failFast }: Foreach,
  items: readonly Value[],
  keys: readonly string[],
): Promise<Outcome[]> {
  const { walk, frame, step, path, signal, always } = node;
  const slots = new Slots(concurrency);
  const outcomes: Outcome[] = new Array(items.length).fill({ status: "unreached" });
  const running = new Set<Promise<void>>();
  let failed = false;
  for (const [index, item] of items.entries()) {
    await slots.take();
    if (walk.over || signal.aborted || (failFast && failed)) {
      // An item that waited for a person may want it back.
      slots.give();
      break;
    }
    const hold = new Place(slots, node.hold);
    const run = runNode({
      walk,
      frame,
      step,
      path: itemPath(path, keys[index]!),
      item: { item, index },
      hold,
      signal,
      failed: node.failed,
      always,
    }).then((outcome) => {
      outcomes[index] = outcome;
      failed ||= outcome.status === "failed";
      running.delete(run);
      hold.close();
    });
    running.add(run);
  }
  await Promise.all(running);
  if (walk.over) return outcomes.map((outcome) => (isEnded(outcome) ? outcome : { status: "stopped" }));
  return outcomes;
}

/** Records that all are done; what failed, or waits, is decided afresh the next time. */
async function conclude(
  node: NodeContext,
  keys: readonly string[],
  outcomes: readonly Outcome[],
): Promise<Outcome> {
  const { walk, frame, step, path } = node;
  const { status, failure } = endedOf(outcomes);
  const items = outcomes.map((outcome) => (isEnded(outcome) ? outcome.given : undefined));
  if (status === "failed") {
    const message = `${outcomes.filter((o) => o.status === "failed").length} of ${keys.length} items failed`;
    const error = { kind: "crash", message } as const;
    await walk.record({
      type: "failed",
      path,
      kind: "foreach",
      attempt: attemptOf(node),
      error,
      durationMs: 0,
    });
    return { status, version: `failed ${attemptOf(node)}`, given: givenOf("failed", items), failure };
  }
  if (status !== "done") return { status };
  const versions = outcomes.map((outcome) => (isEnded(outcome) ? outcome.version : ""));
  const version = walk.deps.hash(canonicalJson([keys, versions])).slice(0, 12);
  // What its items read makes it decided afresh, and them.
  const consumed = { ...frame.consumed(`${step.id}[]`), ...frame.consumed(step.id) };
  const hashes = { step: frame.tree.stepHashes.get(step.id) ?? "" };
  const result = { keys: walk.run.keepText(JSON.stringify(keys)) };
  const attempt = attemptOf(node) + 1;
  void walk.record({
    type: "done",
    path,
    kind: "foreach",
    attempt,
    version,
    result,
    consumed,
    hashes,
    durationMs: 0,
  });
  walk.own(path);
  return { status, version, given: givenOf("done", items) };
}

function attemptOf({ walk, path }: NodeContext): number {
  return walk.node(path)?.attempt ?? 0;
}
