import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import type { Problem } from "../../../domain/story/story.ts";
import { errorCode } from "../durable/write.ts";
import { largestStory } from "./parse.ts";

/** What tells one state of a file from another without reading it. Times are milliseconds, with fractions. */
export interface Stamp {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
}

/** A file's bytes as they were at one moment. */
export interface Contents {
  /** Valid until the next file is read: copy what is to be kept. */
  readonly bytes: Buffer;
  readonly stamp: Stamp;
}

/** No links are followed, and a pipe is not waited for. Windows has neither flag. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** One buffer for all files: a board is read file after file, and each is parsed before the next. */
let buffer: Buffer | undefined;

/** Reads a story's file. `undefined` when there is none, a Problem when it is there and cannot be read. Never throws. */
export function readContents(file: string): Contents | Problem | undefined {
  let fd: number;
  try {
    if (O_NOFOLLOW === 0 && lstatSync(file).isSymbolicLink()) return symlink;
    fd = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    return problemOf(error);
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return { message: "it is not a file", fix: "Move it out of the board" };
    const { mtimeMs, ctimeMs, size, ino } = stats;
    return { bytes: readAll(fd, size), stamp: { mtimeMs, ctimeMs, size, ino } };
  } catch (error) {
    return problemOf(error);
  } finally {
    closeSync(fd);
  }
}

/** A file's stamp; undefined when there is none. */
export function stampOf(file: string): Stamp | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}

/** Whether two stamps are of the same state of the same file. */
export function sameStamp(a: Stamp, b: Stamp): boolean {
  return a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs && a.size === b.size && a.ino === b.ino;
}

/** One byte more than the limit at most: enough to see that the file is too large. `size`: where its end was just now. */
function readAll(fd: number, size: number): Buffer {
  buffer ??= Buffer.allocUnsafeSlow(largestStory + 1);
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(fd, buffer, length, buffer.length - length, null);
    length += read;
    if (read === 0 || length === size) break;
  }
  return buffer.subarray(0, length);
}

const symlink: Problem = {
  message: "it is a symbolic link: stories are plain files",
  fix: "Put the file itself in its place",
};

function problemOf(error: unknown): Problem | undefined {
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  if (code === "ELOOP" || code === "EMLINK") return symlink;
  const reason = error instanceof Error ? error.message.replace(/,.*/, "") : String(error);
  return { message: `it cannot be read: ${reason}`, fix: "Make the file readable" };
}
