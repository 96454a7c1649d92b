import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { Text } from "../../../domain/journal/record.ts";
import { sha256 as hashOf } from "./sha256.ts";
import { errorCode, mkdirDurable, replaceFile, syncDir, syncFile } from "./write.ts";

/** Bytes of UTF-8 up to which a text stays in its record. */
export const inlineLimit = 64 * 1024;

/**
 * A text as a record holds it: up to 64 KiB stay in the record; more becomes `dir/outputs/<sha256>`, durable when this
 * returns. Throws NotSavedError.
 */
export function putText(dir: string, text: string): Text {
  const bytes = Buffer.from(text);
  if (bytes.length <= inlineLimit) return { text };
  const sha256 = hashOf(bytes);
  const folder = join(dir, "outputs");
  const path = join(folder, sha256);
  mkdirDurable(folder);
  if (holds(path, sha256)) {
    // Whoever wrote it may have been killed before it was synced.
    syncFile(path);
    syncDir(folder);
  } else {
    replaceFile(path, bytes);
  }
  return { sha256, bytes: bytes.length };
}

/** The text again, verified. Throws UserError naming the file that is missing, or is not what was put. */
export function getText(dir: string, text: Text): string {
  if ("text" in text) return text.text;
  const path = join(dir, "outputs", text.sha256);
  if (!/^[0-9a-f]{64}$/.test(text.sha256)) throw unreadable(path, "Its name is not a sha256.");
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, `It cannot be read (${errorCode(error)}).`, error);
  }
  if (bytes.length !== text.bytes || hashOf(bytes) !== text.sha256) {
    throw unreadable(path, "It is not what was written: its size or its sha256 differs.");
  }
  return bytes.toString();
}

function holds(path: string, sha256: string): boolean {
  try {
    return hashOf(readFileSync(path)) === sha256;
  } catch {
    return false;
  }
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(ExitCode.failed, `An output is lost: ${path}`, {
    why,
    fix: "Put the file back from a backup, or have it done again: agentic-sdlc redo <story> <action>, run --continue --rerun <path>",
    cause,
  });
}
