import { join } from "node:path";
import type { Owned } from "../../../domain/journal/story-record.ts";
import { splitFrontMatter } from "../../../domain/story/front-matter.ts";
import { editStory } from "./edit.ts";
import { brokenKey, isBroken, readKeys } from "./parse.ts";
import { replaceUnchanged } from "./patch.ts";
import { placeOf } from "./paths.ts";
import { readAt } from "./read.ts";

/**
 * Puts back the owned keys whose values break a story's file, such as a status that there is not. Returns what was
 * written there, by key. Where it is broken otherwise, or is changed meanwhile, nothing is written: `{}`.
 * @throws NotSavedError
 */
export function mendStory(
  root: string,
  path: string,
  owned: Owned,
  { now }: { readonly now: Date },
): Readonly<Record<string, unknown>> {
  const place = placeOf(path);
  const { story, contents } = (place && readAt(root, path, place)) ?? {};
  if (!place || !story || !isBroken(story) || !contents || !("bytes" in contents)) return {};
  const before = Buffer.from(contents.bytes);
  const text = before.toString("utf8");
  const keyIn = (edited: string) => brokenKey(edited, path, place.slug, place.status);
  const set: Record<string, Owned[string]> = {};
  let after = text;
  for (let key = keyIn(after); key !== undefined; key = keyIn(after)) {
    if (!isOwned(key) || key in set) return {};
    set[key] = owned[key] ?? null;
    after = editStory(text, { set }, path, now.toISOString().slice(0, 10));
  }
  if (after === text || !replaceUnchanged(join(root, path), before, Buffer.from(after))) return {};
  const parts = splitFrontMatter(text);
  const data = "problem" in parts ? parts : readKeys(parts);
  const wrote = "keys" in data ? data.keys : {};
  return Object.fromEntries(Object.keys(set).map((key) => [key, wrote[key]]));
}

const ownedNames = ["status", "branch", "pr_url", "last_error", "blocked_reason", "updated"];

function isOwned(key: string): boolean {
  return ownedNames.includes(key) || key.endsWith("_complete");
}
