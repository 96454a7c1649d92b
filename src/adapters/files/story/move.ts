/*
 * On a board laid out in kanban folders a story's file follows its status. The move is `link` and `unlink`, because a
 * rename would replace a file of that name. Killed in between, both names are left for one and the same file; readers
 * take the two for one story (`oneOfTwins`), and the next patch removes the name that is too many. Where the content
 * was written and the move not begun, the story is only in the wrong folder: its status counts, and the next patch
 * moves it.
 */
import { linkSync, lstatSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { NotSavedError } from "../../../domain/errors.ts";
import { type Status, statuses } from "../../../domain/story/story.ts";
import { errorCode, mkdirDurable, notSaved, syncDir } from "../durable/write.ts";
import { readContents } from "./bytes.ts";
import { placeOf, storyPath } from "./paths.ts";

/**
 * Moves a story into the folder of its status; durable when it returns. Returns where the story is now: its old path
 * in the flat layout, and where another file has the name in that folder (nothing is replaced). Throws NotSavedError.
 */
export function followStatus(root: string, path: string, status: Status): string {
  const place = placeOf(path);
  if (place?.status === undefined || place.status === status) return path;
  const target = storyPath(status, place.slug);
  const [from, to] = [join(root, path), join(root, target)];
  try {
    mkdirDurable(dirname(to), 0o777);
    linkSync(from, to);
    syncDir(dirname(to));
    // Whoever put another file there meanwhile meant it to stay.
    if (lstatSync(from).ino === lstatSync(to).ino) unlinkSync(from);
    syncDir(dirname(from));
    return target;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return path;
    throw notSaved(to, error);
  }
}

/** Removes the other names that a move which was cut short left for this story. Throws NotSavedError. */
export function removeTwins(root: string, path: string): void {
  const place = placeOf(path);
  if (place?.status === undefined) return;
  const own = bytesOf(join(root, path));
  for (const folder of statuses) {
    const file = join(root, storyPath(folder, place.slug));
    if (folder === place.folder || !own?.equals(bytesOf(file) ?? Buffer.alloc(0))) continue;
    try {
      unlinkSync(file);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw new NotSavedError(file, error);
    }
    syncDir(dirname(file));
  }
}

/**
 * Where a story is now whose file is gone from `path`: the one other kanban folder that has its name, as when a person
 * moved it. Undefined when there is none, or more than one.
 */
export function movedTo(root: string, path: string): string | undefined {
  const place = placeOf(path);
  if (place?.status === undefined) return undefined;
  const found = statuses
    .map((folder) => storyPath(folder, place.slug))
    .filter((candidate) => candidate !== path && bytesOf(join(root, candidate)));
  return found.length === 1 ? found[0] : undefined;
}

function bytesOf(file: string): Buffer | undefined {
  const contents = readContents(file);
  return contents && "bytes" in contents ? Buffer.from(contents.bytes) : undefined;
}
