/*
 * The one module that uses `fs` for durable writing. No package does what is needed here: write-file-atomic issues a
 * single unchecked write (a filling disk replaces a good file with a truncated one, and success is reported) and never
 * syncs the folder, so that a power cut takes back the rename. All calls are synchronous: what was written when is then
 * a matter of program order, and the crash tests can stop at each call. Everything that fails is a NotSavedError.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { NotSavedError, RemovedError } from "../../../domain/errors.ts";

/** Writes all bytes at the file's position: a short write goes on, a write of nothing throws. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(fd, bytes, done);
    if (written <= 0) throw new Error(`wrote ${done} of ${bytes.length} bytes`);
    done += written;
  }
}

/** Throws unless the file is as long as it must be by now, and still the one at `path`. */
export function checkSize(fd: number, expected: number, path: string): void {
  const { size, nlink } = fstatSync(fd);
  // Some file systems count no links at all.
  if (nlink === 0 && !existsSync(path)) throw new RemovedError(path);
  if (size !== expected) throw new Error(`the file has ${size} bytes, not ${expected}`);
}

/**
 * Makes the names in a folder durable. Where the platform or the file system cannot sync a folder (Windows, some
 * network and FUSE mounts) it does nothing: there, a power cut may take back the newest name.
 */
export function syncDir(dir: string): void {
  guard(dir, () => {
    try {
      syncPath(dir, "r");
    } catch (error) {
      if (!cannotSync(error)) throw error;
    }
  });
}

/** Syncs a file that another process may have left unsynced. */
export function syncFile(path: string): void {
  guard(path, () => syncPath(path, "r+"));
}

/**
 * Replaces a file, or creates it: readers see the old bytes or the new ones, never anything else, and the new ones are
 * durable when it returns. When it throws the old file is whole.
 */
export function replaceFile(path: string, data: string | Uint8Array, mode = 0o600): void {
  guard(path, () => {
    const temporary = writeTemporary(path, data, mode);
    try {
      renameSync(temporary, path);
    } catch (error) {
      remove(temporary);
      throw error;
    }
    syncPathOfDir(path);
  });
}

/**
 * Creates a file that appears whole and durable, or not at all. Returns false, and changes nothing, when the name is
 * taken. Needs a file system with hard links.
 */
export function createFileExclusive(path: string, data: string | Uint8Array, mode = 0o600): boolean {
  return guard(path, () => {
    const temporary = writeTemporary(path, data, mode);
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (errorCode(error) === "EEXIST") return false;
      throw error;
    } finally {
      remove(temporary);
    }
    try {
      syncPathOfDir(path);
    } catch (error) {
      remove(path);
      throw error;
    }
    return true;
  });
}

/** Creates a folder and those above it; the names of all that are new are durable when it returns. */
export function mkdirDurable(dir: string, mode = 0o700): void {
  guard(dir, () => makeDir(dir, mode));
}

/** Removes a file; it is no error if it is gone. The removal is durable when it returns. */
export function removeDurable(path: string): void {
  guard(path, () => {
    try {
      unlinkSync(path);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return;
      throw error;
    }
    syncPathOfDir(path);
  });
}

/**
 * Removes what killed writers left beside the files in `dir` that `isMine` names. Only for the one who may write
 * those files: another's write in flight would fail. Never throws; what stays is only in the way.
 */
export function removeLeftovers(dir: string, isMine: (file: string) => boolean): void {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch {
    return;
  }
  for (const name of names) {
    const file = temporaryName.exec(name)?.[1];
    if (file !== undefined && isMine(file)) remove(join(dir, name));
  }
}

/** What went wrong as the error of something that is not saved. */
export function notSaved(path: string, error: unknown): NotSavedError {
  return error instanceof NotSavedError ? error : new NotSavedError(path, error);
}

/** The `code` of a failed system call, if it has one. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

const temporaryName = /^\.(.+)\.[0-9a-f]{16}\.tmp$/;

/** Random, not made of the pid: two containers both have a process 1. */
function writeTemporary(path: string, data: string | Uint8Array, mode: number): string {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString("hex")}.tmp`);
  const fd = openSync(temporary, "wx", mode);
  try {
    try {
      writeAll(fd, bytes);
      fsyncSync(fd);
      checkSize(fd, bytes.length, temporary);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    remove(temporary);
    throw error;
  }
  return temporary;
}

function makeDir(dir: string, mode: number): void {
  let created = true;
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    if (errorCode(error) === "ENOENT") {
      makeDir(dirname(dir), mode);
      makeDir(dir, mode);
      return;
    }
    if (errorCode(error) !== "EEXIST" || !statSync(dir).isDirectory()) throw error;
    created = false;
  }
  // A process that was killed right after its mkdir left a name that nobody has synced: so what exists is synced too,
  // and with a new folder the one above it (unless we may not read that one: then we did not make what is in it).
  syncPathOfDir(dir);
  if (!created) return;
  try {
    syncPathOfDir(dirname(dir));
  } catch (error) {
    if (!(error instanceof NotSavedError && errorCode(error.cause) === "EACCES")) throw error;
  }
}

function syncPathOfDir(path: string): void {
  syncDir(dirname(path));
}

function syncPath(path: string, flags: "r" | "r+"): void {
  const fd = openSync(path, flags);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function cannotSync(error: unknown): boolean {
  const code = errorCode(error) ?? "";
  if (process.platform === "win32") return ["EPERM", "EISDIR", "EACCES", "EINVAL"].includes(code);
  return ["EINVAL", "ENOTSUP", "ENOSYS"].includes(code);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Leftovers are only in the way; the failure that led here is what counts.
  }
}

function guard<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw notSaved(path, error);
  }
}
