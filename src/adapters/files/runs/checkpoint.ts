import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { type Checkpoint, checkpointProblem, isNewerVersion } from "../../../domain/journal/checkpoint.ts";
import { type Json, parseObject } from "../../../domain/text/json.ts";
import type { Lease } from "../../../engine/ports/lease.ts";
import { sha256 } from "../durable/sha256.ts";
import { errorCode, removeLeftovers, replaceFile } from "../durable/write.ts";

/** What a checkpoint's file was found to be. */
export type CheckpointRead =
  | { readonly state: "ok"; readonly value: Checkpoint }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly message: string }
  /** Written by a newer version of this tool: must not be touched. */
  | { readonly state: "newer"; readonly version: string }
  /** Readable, but not written by this tool: nothing in it is verified. */
  | { readonly state: "foreign"; readonly value: Readonly<Record<string, unknown>> };

/**
 * Replaces the checkpoint at `path`, whole and durable, for the holder of `lease`. The file's last key, `checksum`, is
 * the sha256 of the rest as `JSON.stringify(rest, null, 2)` gives it. Throws NotSavedError, and LeaseLostError where
 * the lease is not held before and after. Returns its size in bytes.
 */
export function writeCheckpoint(path: string, value: Checkpoint, lease: Pick<Lease, "assertHeld">): number {
  lease.assertHeld();
  removeLeftovers(dirname(path), (file) => file === basename(path));
  const bytes = checkedBytes(value);
  replaceFile(path, bytes);
  // A write that was under way while somebody took over may have replaced theirs: they rebuild it, we must stop.
  lease.assertHeld();
  return bytes.length;
}

/** What is at `path`. Reads only, never throws. */
export function readCheckpoint(path: string): CheckpointRead {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return { state: "missing" };
    return damaged(`it cannot be read (${errorCode(error)})`);
  }
  const value = parseObject(text);
  if (!value) return damaged("it is not a JSON object");
  const { checksum, ...rest } = value;
  const newer = isNewerVersion(rest.version);
  if (newer === undefined) return damaged("it has no version");
  // Even where the rest is what this tool wrote: a newer format is refused, never rebuilt.
  if (newer) return { state: "newer", version: String(rest.version) };
  if (checksum === undefined) return isOurs(rest) ? damaged("its checksum is damaged") : foreign(rest);
  if (checksum !== checksumOf(rest)) return damaged("its checksum does not match");
  const problem = checkpointProblem(rest);
  // The checksum matches, so this is the value that was written, and its shape has just been looked at.
  return problem ? damaged(problem) : { state: "ok", value: rest as unknown as Checkpoint };
}

/** Made into bytes once: it may be large. */
function checkedBytes(value: Checkpoint): Buffer {
  const rest = JSON.stringify(value, null, 2);
  const room = 100;
  const bytes = Buffer.allocUnsafe(Buffer.byteLength(rest) + room);
  const end = bytes.write(rest);
  const last = `,\n  "checksum": ${JSON.stringify(checksumOfBytes(bytes.subarray(0, end)))}\n}\n`;
  // In place of the closing brace, and the newline before it.
  return bytes.subarray(0, end - 2 + bytes.write(last, end - 2));
}

function checksumOf(rest: object): string {
  return checksumOfBytes(Buffer.from(JSON.stringify(rest, null, 2)));
}

function checksumOfBytes(bytes: Buffer): string {
  return `sha256:${sha256(bytes)}`;
}

/** Whether this tool wrote it, and the key of the checksum was damaged since. */
function isOurs(value: Json): boolean {
  return Object.values(value).some((v) => typeof v === "string" && /^sha256:[0-9a-f]{64}$/.test(v));
}

function foreign(value: Json): CheckpointRead {
  const { completedActions } = value;
  if (!Array.isArray(completedActions)) return damaged("completedActions is not a list");
  return { state: "foreign", value };
}

function damaged(message: string): CheckpointRead {
  return { state: "damaged", message };
}
