import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { BrokenStory, Story, StoryPatch } from "../../../domain/story/story.ts";
import { syncDir } from "../durable/write.ts";
import { readContents } from "./bytes.ts";
import { editStory } from "./edit.ts";
import { followStatus, movedTo, removeTwins } from "./move.ts";
import { isBroken, parseStory } from "./parse.ts";
import { placeOf } from "./paths.ts";
import { readAt } from "./read.ts";
import { replaceFileDurably } from "./write.ts";

/** How often a patch begins again because someone else changed the file meanwhile. */
const mostTries = 20;

/** The story after a patch, and whether its file's bytes or place changed. */
export interface Patched {
  readonly story: Story;
  readonly changed: boolean;
}

/**
 * Changes what the engine owns of a story: keys and sections; all other bytes stay, `updated` is set if anything
 * changed. Durable when it returns. An edit made meanwhile is never overwritten: the file is compared with what was
 * read right before it is replaced, and `make` is asked again with the fresh story, so it may be called several times.
 * On a kanban board the file then follows its status.
 * @throws NotSavedError; UserError when the file is gone (exit 1), broken (exit 3), or never stops changing (exit 7).
 */
export function patchStory(
  root: string,
  path: string,
  make: (fresh: Story) => StoryPatch,
  { now }: { readonly now: Date },
): Patched {
  const today = now.toISOString().slice(0, 10);
  for (let tries = 1; tries <= mostTries; tries++) {
    pauseBefore(tries);
    const at = existing(root, path);
    const place = at === undefined ? undefined : placeOf(at);
    const reading = at === undefined || !place ? undefined : readAt(root, at, place);
    if (at === undefined || !place || !reading) {
      if (tries < goneAfter) continue;
      throw gone(path);
    }
    const { story, contents } = reading;
    if (isBroken(story) || contents === undefined || !("bytes" in contents)) {
      // An editor that empties a file before it writes it is caught between the two.
      if (tries < goneAfter) continue;
      throw broken(story as BrokenStory);
    }
    const before = Buffer.from(contents.bytes);
    removeTwins(root, at);
    const after = Buffer.from(editStory(before.toString("utf8"), make(story), at, today));
    const changed = !after.equals(before);
    const result = changed ? parseStory(after, at, place.slug, place.status) : story;
    if (isBroken(result)) throw wouldBreak(result);
    if (changed && !replaceUnchanged(join(root, at), before, after)) continue;
    // A dead runner may have renamed what was read into its place unsynced: it lasts before anybody builds on it.
    if (!changed) syncDir(dirname(join(root, at)));
    const followed = followStatus(root, at, result.status);
    return { story: { ...result, path: followed }, changed: changed || followed !== at };
  }
  throw new UserError(ExitCode.notSaved, `Could not save ${path}`, {
    why: "someone else changes the file all the time",
    fix: "Stop what writes it, then: agentic-sdlc run --continue",
  });
}

/** A file that is gone, or half written, may be on its way: it is looked at this often. */
const goneAfter = 4;

function existing(root: string, path: string): string | undefined {
  const present = lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  return present ? path : movedTo(root, path);
}

/** Replaces a file that still holds what was read; whether it did. */
export function replaceUnchanged(file: string, before: Buffer, after: Buffer): boolean {
  return replaceFileDurably(file, after, {
    proceed: () => {
      const now = readContents(file);
      return now !== undefined && "bytes" in now && now.bytes.equals(before);
    },
  });
}

/** Gives whoever writes the file the time to finish: 5 ms, 10 ms, … */
function pauseBefore(tries: number): void {
  if (tries > 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 * (tries - 1));
}

function gone(path: string): UserError {
  return new UserError(ExitCode.failed, `Story at ${path} no longer exists`, {
    fix: "Restore the file, or remove its checkpoint's run: agentic-sdlc runs",
  });
}

function broken({ path, problem }: BrokenStory): UserError {
  const where = problem.line === undefined ? path : `${path}:${problem.line}`;
  return new UserError(ExitCode.person, `Story at ${where} is broken`, {
    why: problem.message,
    fix: problem.fix,
  });
}

function wouldBreak({ path, problem }: BrokenStory): UserError {
  return new UserError(ExitCode.failed, `Cannot write ${path}`, {
    why: `it would be broken: ${problem.message}`,
    fix: problem.fix,
  });
}
