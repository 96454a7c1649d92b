import { realpathSync } from "node:fs";
import { basename, join } from "node:path";
import type { BrokenStory, Story } from "../../../domain/story/story.ts";
import { type Contents, readContents } from "./bytes.ts";
import { isBroken, parseStory } from "./parse.ts";
import { isShowable, isSlug, type Place, placeOf, storyFolders, storyPath } from "./paths.ts";

/** A story as one reading of its file found it, with the bytes and the state of the file. */
export interface Reading {
  readonly story: Story | BrokenStory;
  readonly contents?: Contents;
}

/** Reads one story's file; undefined when it is gone, or when `path` is not one of a story. */
export function readStory(root: string, path: string): Story | BrokenStory | undefined {
  const place = placeOf(path);
  return place && readAt(root, path, place)?.story;
}

/** As `readStory`, for a path whose place is known. */
export function readAt(root: string, path: string, { slug, status }: Place): Reading | undefined {
  if (!isShowable(slug)) return { story: { slug, path, problem: badName } };
  const contents = readContents(`${root}/${path}`);
  if (contents === undefined) return undefined;
  if ("message" in contents) return { story: { slug, path, problem: contents } };
  return { story: parseStory(contents.bytes, path, slug, status), contents };
}

const badName = {
  message: "the file's name holds control characters, or is not UTF-8",
  fix: "Rename the file",
};

/**
 * Opens a story by its exact slug without reading the board; undefined for every other name, and where several kanban
 * folders hold that slug. What only the whole board can tell (ids given twice, dependencies) is not checked.
 */
export function locateStory(root: string, name: string): Story | BrokenStory | undefined {
  if (!isSlug(name) || !isShowable(name)) return undefined;
  const found = storyFolders.flatMap((folder) => {
    const path = storyPath(folder, name);
    const story = readStory(root, path);
    return story && (isBroken(story) || hasExactName(join(root, path))) ? [story] : [];
  });
  return oneOfTwins(found);
}

/** A file system that ignores case opens `Add-Login.md` for `add-login.md`. */
function hasExactName(file: string): boolean {
  try {
    return basename(realpathSync.native(file)) === basename(file);
  } catch {
    return false;
  }
}

/**
 * The story of several files of one name, if they are all the same: a move between kanban folders that was cut short
 * leaves both names. The one in the folder of its status is kept. Undefined when they differ, or there are none.
 */
export function oneOfTwins(files: readonly (Story | BrokenStory)[]): Story | BrokenStory | undefined {
  const [first] = files;
  if (first === undefined || files.length === 1) return first;
  const stories = files.flatMap((file) => (isBroken(file) ? [] : [file]));
  if (stories.length < files.length || stories.some((story) => story.hash !== stories[0]!.hash))
    return undefined;
  return stories.find((story) => placeOf(story.path)?.status === story.status) ?? stories[0];
}
