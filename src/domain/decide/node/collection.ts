import type { Foreach } from "../../definition/file/definition.ts";
import { type Expression, ExpressionError, type Value } from "../../expression/ast.ts";
import { text, typeName } from "../../expression/functions.ts";
import { fillTemplate } from "../../expression/template.ts";
import type { Done } from "../../journal/node-record.ts";
import { itemPath } from "../../journal/path.ts";
import { canonicalJson } from "../../text/canonical.ts";
import { type Candidate, type Facts, isAsked, isMet } from "./candidate.ts";
import type { Frame, Item } from "./frame.ts";
import { defaultKey, uniqueKeys } from "./keys.ts";
import { collectionOf, type EndedNode, givenBy, skipped, versionOf } from "./outcome.ts";
import { type Ruling, undecidedOr } from "./ruling.ts";
import { isStillDone } from "./story.ts";
import type { Given } from "./value.ts";

/**
 * Decides about a collection as a whole: that what its items gave stands, or which items there are, to be decided one by
 * one. Pure; linear in them. Throws what its frame does, but for Undecided.
 */
export function decideCollection(node: Candidate, foreach: Foreach, facts: Facts): Ruling {
  const { path } = node;
  const { done, status, retired = false, reason = "" } = facts.node(path) ?? {};
  // Where the step was none yet, what it gave is not what its items would.
  const known = done?.kind === "foreach" ? done : undefined;
  const asked = isAsked(path, facts.asked);
  if (!asked && status === "skipped") return { kind: "skip", reason, silent: true };
  return undecidedOr<Ruling>(known, () => {
    const today = asked && known ? againOf(node, known, facts) : undefined;
    const again = done && !known ? "it is a collection now" : today;
    const outcome = known && again === undefined ? reused(node, foreach, known, facts) : undefined;
    if (known && outcome) {
      const isBack = retired || status === "skipped";
      return { kind: "reuse", done: known, outcome, isBack, isInputChanged: () => false };
    }
    return asked ? decideItems(node, foreach, again, facts) : { kind: "unreached" };
  });
}

/** Why what was done does not stand as a whole; undefined where it does. Throws Undecided. */
function againOf({ frame, step, always }: Candidate, done: Done, { asked }: Facts): string | undefined {
  if (always) return "finally";
  if (step.type === "script" && !step.reuse) return "reuse: false";
  if (asked.rerunChanged) return "what is in it may have changed";
  const changed = frame.changedOf(done.consumed);
  return changed === undefined ? undefined : `${changed} came out otherwise`;
}

/**
 * What a collection that was done before gives; undefined where one of its items is not to be had, or is for now where it
 * was not, or no more.
 */
function reused(node: Candidate, foreach: Foreach, done: Done, facts: Facts): EndedNode | undefined {
  const { path, step, frame } = node;
  const asked = isAsked(path, facts.asked);
  const keys: readonly string[] = done.result.keys ? JSON.parse(frame.world.readText(done.result.keys)) : [];
  const today = step.if?.perItem && asked ? itemsByKey(node, foreach) : undefined;
  const items: Given[] = [];
  for (const key of keys) {
    const item = facts.node(itemPath(path, key));
    if (item?.status !== "done" && item?.status !== "skipped") return undefined;
    const now = today?.get(key);
    if (now && isMet({ ...node, item: now }) !== (item.status === "done")) return undefined;
    if (step.type === "story" && item.done && asked && !isStillDone(item.done, frame.world, facts)) {
      return undefined;
    }
    items.push(item.done && item.status === "done" ? givenBy(item.done) : skipped(item.kind).given);
  }
  return { status: "done", version: versionOf(done), given: collectionOf("done", items) };
}

function decideItems(node: Candidate, foreach: Foreach, again: string | undefined, facts: Facts): Ruling {
  const items = itemsOf(node, foreach);
  const keys = keysOf(node, foreach, items);
  const today = new Set(keys);
  const retired: string[] = [];
  for (const key of facts.itemsBefore(node.path)) {
    if (!today.has(key)) retired.push(itemPath(node.path, key));
  }
  return { kind: "items", again, items, keys, retired };
}

function itemsOf({ frame, failed }: Candidate, { collection }: Foreach): readonly Value[] {
  const items = frame.fill(collection, { failed });
  if (Array.isArray(items)) return items;
  throw new ExpressionError(`foreach wants a list, not ${typeName(items)}`, 0);
}

function itemsByKey(node: Candidate, foreach: Foreach): ReadonlyMap<string, Item> {
  const items = itemsOf(node, foreach);
  const keys = keysOf(node, foreach, items);
  return new Map(keys.map((key, index) => [key, { item: items[index]!, index }]));
}

function keysOf({ frame, failed }: Candidate, { key }: Foreach, items: readonly Value[]): string[] {
  const { hash } = frame.world;
  const given = items.map((item, index) => {
    if (!key) return defaultKey(item, hash);
    const value = (of: Expression) => frame.value(of, { failed, item: { item, index } });
    // What has no key of its own is not known by its place among others that have none.
    return text(fillTemplate(key, value)) || defaultKey(item, hash);
  });
  return uniqueKeys(given, hash);
}

/** What a collection whose items have all ended comes to. */
export function endOfItems(
  { world }: Frame,
  keys: readonly string[],
  ended: readonly EndedNode[],
): EndedNode {
  const version = world.hash(canonicalJson([keys, ended.map((item) => item.version)])).slice(0, 12);
  return {
    status: "done",
    version,
    given: collectionOf(
      "done",
      ended.map(({ given }) => given),
    ),
  };
}
