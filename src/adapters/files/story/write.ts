/*
 * The one module that imports write-file-atomic. The package issues a single unchecked write and syncs no folder
 * (docs: durability), so it gets no data: it makes the temporary file, keeps owner and mode, and renames; the bytes are
 * written here, all of them, and synced, and so is the folder.
 */
import { closeSync, fsyncSync, openSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type WriteFileAtomic from "write-file-atomic";
import { NotSavedError } from "../../../domain/errors.ts";
import { checkSize, syncDir, writeAll } from "../durable/write.ts";

/** Loaded when something is written: commands that only read do not pay for it. */
const require = createRequire(import.meta.url);

/** How to replace a file. */
export interface ReplaceOptions {
  /** Permissions; by default those of the file that is replaced. */
  readonly mode?: number;
  /** Asked right before the rename: false leaves the old file as it is. */
  readonly proceed?: () => boolean;
}

/**
 * Replaces a file, or creates it, atomically and durably: readers see the old bytes or the new ones, and the new ones
 * are on disk when it returns true. False: `proceed` said no, and nothing changed. A link is followed.
 * @throws NotSavedError: the old file is whole.
 */
export function replaceFileDurably(
  path: string,
  data: string | Uint8Array,
  options: ReplaceOptions = {},
): boolean {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  const { mode, proceed = () => true } = options;
  const overtaken = new Error("overtaken");
  try {
    const writeFileAtomic = require("write-file-atomic") as typeof WriteFileAtomic;
    // The types do not know that without data nothing is written.
    writeFileAtomic.sync(path, null as unknown as string, {
      ...(mode === undefined ? {} : { mode }),
      // Synced below, before `proceed` is asked: nothing slow may lie between that and the rename.
      fsync: false,
      tmpfileCreated(temporary) {
        writeSynced(temporary, bytes);
        if (!proceed()) throw overtaken;
      },
    });
  } catch (error) {
    if (error === overtaken) return false;
    throw new NotSavedError(path, error);
  }
  syncDir(dirname(realpathSync(path)));
  return true;
}

function writeSynced(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, "r+");
  try {
    writeAll(fd, bytes);
    fsyncSync(fd);
    checkSize(fd, bytes.length, file);
  } finally {
    closeSync(fd);
  }
}
