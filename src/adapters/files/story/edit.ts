import { isDeepStrictEqual } from "node:util";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import { type Parts, splitFrontMatter } from "../../../domain/story/front-matter.ts";
import { writeSections } from "../../../domain/story/sections.ts";
import type { StoryPatch } from "../../../domain/story/story.ts";
import type { ScalarValue } from "../../../domain/story/yaml-scalar.ts";
import { safeText } from "../../../domain/text/safe.ts";
import { patchKeys } from "./keys.ts";
import { readKeys } from "./parse.ts";

/**
 * A story's text with a patch applied, and `updated` set if that changed anything; the same text otherwise. Nothing but
 * the patch's keys and sections differs. `today`: `YYYY-MM-DD`.
 * @throws UserError (exit 1) where a key is written in a way that cannot be changed in place.
 */
export function editStory(text: string, patch: StoryPatch, path: string, today: string): string {
  const changes = changesOf(patch);
  const edited = apply(text, patch, changes, path);
  return edited === text ? text : apply(text, patch, { updated: today, ...changes }, path);
}

type Changes = Record<string, ScalarValue>;

/** Texts come from agents too: a value holds no control characters. */
function changesOf({ set = {} }: StoryPatch): Changes {
  const changes: Changes = {};
  for (const [key, value] of Object.entries(set)) {
    if (value !== undefined)
      changes[key] = typeof value === "string" ? safeText(value.replaceAll("\r\n", "\n")) : value;
  }
  return changes;
}

function apply(text: string, patch: StoryPatch, changes: Changes, path: string): string {
  const parts = wholeParts(text);
  const { head, body, start, end, eol } = parts;
  const keys = keysOf(parts);
  const own = patchKeys(head.slice(start, end), keys, changes, eol);
  const newBody = writeSections(body, patch.sections ?? {}, eol);
  const lacksFeed = newBody !== body && !head.endsWith("\n");
  const result = head.slice(0, start) + own + head.slice(end) + (lacksFeed ? eol : "") + newBody;
  check(result, { ...keys, ...changes }, path);
  return result;
}

/** What is about to be written says what was asked for, and of all other keys what they said before. */
function check(result: string, wanted: Record<string, unknown>, path: string): void {
  const parts = splitFrontMatter(result);
  const keys = "problem" in parts ? parts : readKeys(parts);
  if ("keys" in keys && isDeepStrictEqual(known(keys.keys), known(wanted))) return;
  throw new UserError(ExitCode.failed, `Cannot change the front matter of ${path} in place`, {
    why: "its YAML is written in a way that a change of one key would break",
    fix: "Write it as plain lines, key: value",
  });
}

/** A key without a value is as good as absent. */
function known(keys: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null));
}

function wholeParts(text: string): Parts {
  const parts = splitFrontMatter(text);
  if ("problem" in parts) throw new Error(parts.problem.message);
  return parts;
}

function keysOf(parts: Parts): Record<string, unknown> {
  const read = readKeys(parts);
  if ("problem" in read) throw new Error(read.problem.message);
  return read.keys;
}
