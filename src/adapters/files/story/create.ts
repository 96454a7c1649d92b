import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import { newStoryText, type StorySpec } from "../../../domain/story/new.ts";
import type { Status, Story } from "../../../domain/story/story.ts";
import { numberedSlug, slugOf } from "../../../domain/text/slug.ts";
import { sha256 } from "../durable/sha256.ts";
import { createFileExclusive, mkdirDurable } from "../durable/write.ts";
import { isBroken, parseStory } from "./parse.ts";
import { boardFolder, type StoryFolder, storyFolders, storyPath } from "./paths.ts";

/** Stories of one title. */
const mostNumbers = 1000;

/**
 * Adds a story to the board, in its layout; durable when it returns. Never replaces a file: of stories with the same
 * title the second becomes `-2`, also where several processes add at once. `random` gives any unguessable text.
 * @throws UserError exit 2 for an empty title, a body that makes no readable story, or where there is no board;
 *   NotSavedError.
 */
export function createStory(root: string, spec: StorySpec, now: Date, random: () => string): Story {
  if (!existsSync(join(root, boardFolder))) {
    throw new UserError(ExitCode.usage, `There is no board in ${root}`, { fix: "agentic-sdlc init" });
  }
  const id = newId(now, random());
  const text = newStoryText({ ...spec, id, date: now.toISOString().slice(0, 10) });
  const folder = folderFor(root, spec.status);
  const base = slugOf(spec.title);
  mkdirDurable(dirname(join(root, storyPath(folder, base))), 0o777);
  for (let number = 1; number <= mostNumbers; number++) {
    const slug = number === 1 ? base : numberedSlug(base, number);
    const path = storyPath(folder, slug);
    const story = parseStory(Buffer.from(text), path, slug);
    if (isBroken(story)) {
      const { message, fix } = story.problem;
      throw new UserError(ExitCode.usage, "This makes no readable story", { why: message, fix });
    }
    if (!isTaken(root, slug) && createFileExclusive(join(root, path), text, 0o666)) return story;
  }
  throw new UserError(ExitCode.usage, `There are ${mostNumbers} stories named ${base}`, {
    fix: "Choose another title",
  });
}

/** base36 time + 4 random: no counter, so adds at the same time and on several branches never collide. */
function newId(now: Date, random: string): string {
  const four = BigInt(`0x${sha256(random)}`) % 36n ** 4n;
  return `story-${now.getTime().toString(36)}-${four.toString(36).padStart(4, "0")}`;
}

/** A board without any folder, as git leaves one that has no stories, is flat. */
function folderFor(root: string, status: Status): StoryFolder {
  const present = storyFolders.filter((folder) => existsSync(join(root, boardFolder, folder)));
  return present.length > 0 && !present.includes("stories") ? status : "stories";
}

/** The slug names the story wherever it will move. */
function isTaken(root: string, slug: string): boolean {
  return storyFolders.some((folder) => existsSync(join(root, storyPath(folder, slug))));
}
