import type { Readable } from "node:stream";
import { type KeptOutput, keepOutput } from "./kept.ts";
import { splitLines } from "./lines.ts";

const keptBytes = 8 * 1024 * 1024;

/** Reads a stream to its end, or until it is destroyed; never rejects unless `onLine` does. */
export interface Reading {
  readonly done: Promise<void>;
  /** What was read so far: up to 8 MiB; of more, the first and the last 4, with a note between. */
  text(): string;
}

/** `onBytes` is called for every sign of life, `onLine` for every line; while it is awaited nothing more is read. */
export function readLines(
  stream: Readable,
  onBytes: () => void,
  onLine: (line: string) => void | Promise<void>,
): Reading {
  const kept = keepOutput(keptBytes);
  return { done: read(stream, kept, onBytes, onLine), text: () => kept.text() };
}

async function read(
  stream: Readable,
  kept: KeptOutput,
  onBytes: () => void,
  onLine: (line: string) => void | Promise<void>,
): Promise<void> {
  const splitter = splitLines(keptBytes);
  const give = async (lines: readonly string[]) => {
    for (const line of lines) await onLine(line);
  };
  for await (const chunk of chunksOf(stream)) {
    onBytes();
    kept.push(chunk);
    await give(splitter.push(chunk));
  }
  await give(splitter.end());
}

/** The stream's chunks; an error, or being destroyed, is its end. */
async function* chunksOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk;
  } catch {
    // What was read counts; the exit code tells the rest.
  }
}
