import type { Foreach } from "../../definition/file/definition.ts";
import { type Expression, ExpressionError, type Value } from "../../expression/ast.ts";
import { text, typeName } from "../../expression/functions.ts";
import { fillTemplate } from "../../expression/template.ts";
import type { Done } from "../../journal/node-record.ts";
import { itemPath } from "../../journal/path.ts";
import { canonicalJson } from "../../text/canonical.ts";
import { type Candidate, type Facts, isAsked, isMet } from "./candidate.ts";
import type { Frame } from "./frame.ts";
import { defaultKey, uniqueKeys } from "./keys.ts";
import { collectionOf, type EndedNode, givenBy, outcomeOf, skipped, versionOf } from "./outcome.ts";
import { type Ruling, undecidedOr } from "./ruling.ts";
import { isStillDone } from "./story.ts";
import type { Given } from "./value.ts";

/**
 * Decides about a collection as a whole: that what its items gave stands, or which items there are, to be decided one by
 * one. Pure; linear in them. Throws what its frame does, but for Undecided.
 */
export function decideCollection(node: Candidate, foreach: Foreach, facts: Facts): Ruling {
  const { path } = node;
  const { done, status, retired: left = false, reason = "" } = facts.node(path) ?? {};
  // Where the step was none yet, what it gave is not what its items would.
  const known = done?.kind === "foreach" ? done : undefined;
  const asked = isAsked(path, facts.asked);
  if (!asked && status === "skipped") return { kind: "skip", reason, silent: true };
  return undecidedOr<Ruling>(known, () => {
    const reuse = (of: Done, outcome: EndedNode): Ruling => {
      const isBack = left || status === "skipped";
      return { kind: "reuse", done: of, outcome, isBack, isInputChanged: () => false };
    };
    if (!asked) {
      const outcome = known && reused(node, known, undefined, facts);
      return known && outcome ? reuse(known, outcome) : { kind: "unreached" };
    }
    const why = known ? againOf(node, known, facts) : undefined;
    // There were no items to be had, and that was let pass.
    if (known?.allowed !== undefined && why === undefined) return reuse(known, outcomeOf(known));
    const today = itemsOf(node, foreach);
    const again = done && !known ? "it is a collection now" : why;
    const other = known && again === undefined ? otherItems(node, known, today) : undefined;
    const stands = known && again === undefined && other === undefined;
    const outcome = stands ? reused(node, known, today, facts) : undefined;
    if (known && outcome) return reuse(known, outcome);
    const isOther = other !== undefined;
    const retired = goneOf(path, today, facts);
    return { kind: "items", again: again ?? other, isOther, ...today, retired };
  });
}

/** The items of a collection as they are today, and what each is known by. */
interface Items {
  readonly items: readonly Value[];
  /** As they stand in paths. */
  readonly keys: readonly string[];
}

/** Why the items that were done are not all there are today; undefined where they are. What is done of them stands. */
function otherItems({ frame }: Candidate, done: Done, { keys }: Items): string | undefined {
  const before = keysBefore(frame, done);
  const known = new Set(before);
  if (keys.some((key) => !known.has(key))) return "it has new items";
  return before.join("/") === keys.join("/") ? undefined : "its items are not what they were";
}

/** The keys of a done collection's items. */
function keysBefore({ world }: Frame, { result }: Done): readonly string[] {
  return result.keys ? JSON.parse(world.readText(result.keys)) : [];
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
 * was not, or no more. `today`: undefined where it is not asked for.
 */
function reused(node: Candidate, done: Done, today: Items | undefined, facts: Facts): EndedNode | undefined {
  const { path, step, frame } = node;
  const keys = keysBefore(frame, done);
  const items: Given[] = [];
  for (const [index, key] of keys.entries()) {
    const item = facts.node(itemPath(path, key));
    if (item?.status !== "done" && item?.status !== "skipped") return undefined;
    if (today && step.if?.perItem) {
      const now = { item: today.items[index]!, index };
      if (isMet({ ...node, item: now }) !== (item.status === "done")) return undefined;
    }
    if (today && step.type === "story" && item.done && !isStillDone(item.done, frame.world, facts)) {
      return undefined;
    }
    items.push(item.done && item.status === "done" ? givenBy(item.done) : skipped(item.kind).given);
  }
  return { status: "done", version: versionOf(done), given: collectionOf(items) };
}

/** The paths of the items that a collection has no more. */
function goneOf(path: string, { keys }: Items, facts: Facts): string[] {
  const today = new Set(keys);
  return [...facts.itemsBefore(path)].filter((key) => !today.has(key)).map((key) => itemPath(path, key));
}

function itemsOf(node: Candidate, foreach: Foreach): Items {
  const { frame, failed } = node;
  const items = frame.fill(foreach.collection, { failed });
  if (!Array.isArray(items)) throw new ExpressionError(`foreach wants a list, not ${typeName(items)}`, 0);
  return { items, keys: keysOf(node, foreach, items) };
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
    given: collectionOf(ended.map(({ given }) => given)),
  };
}
