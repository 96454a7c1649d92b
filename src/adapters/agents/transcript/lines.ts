import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { splitLines } from "../../process/output/lines.ts";

/** One line of an attempt's transcript, as it is kept. */
export interface TranscriptLine {
  /** ISO 8601, UTC. */
  readonly at: string;
  /**
   * `out`, `err`: a line of the agent's outputs, as people read it. `raw`: a line of standard output that is for programs;
   * what it says follows as events. `event`: what the runner made of it, or did: a JSON object, or a note.
   */
  readonly stream: "out" | "err" | "raw" | "event";
  readonly text: string;
}

/** The transcript's file in an attempt's folder. */
export const transcriptFile = (attemptDir: string) => join(attemptDir, "transcript.ndjson");

const chunkBytes = 64 * 1024;
const pollMs = 200;
/** No line of a transcript is longer than the transcript. */
const maxLineBytes = 64 * 1024 * 1024;

/**
 * The lines of a transcript, as they were written; a torn last one, and what is not a transcript's, is left out. A file
 * that is not there has none.
 */
export function* readTranscript(file: string): Generator<TranscriptLine> {
  const reader = openReader(file);
  try {
    for (let lines = reader.more(); lines; lines = reader.more()) yield* lines;
  } finally {
    reader.close();
  }
}

/**
 * The lines of a transcript that may still grow, or not exist yet. Ends when `signal` aborts, with all that was there by
 * then.
 */
export async function* followTranscript(file: string, signal: AbortSignal): AsyncGenerator<TranscriptLine> {
  const reader = openReader(file);
  try {
    for (;;) {
      const last = signal.aborted;
      for (let lines = reader.more(); lines; lines = reader.more()) yield* lines;
      if (last) return;
      await delay(pollMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    reader.close();
  }
}

function openReader(file: string) {
  const splitter = splitLines(maxLineBytes);
  const buffer = Buffer.alloc(chunkBytes);
  let fd: number | undefined;
  return {
    /** What follows, or undefined at the end of the file. */
    more(): TranscriptLine[] | undefined {
      try {
        fd ??= openSync(file, "r");
        const length = readSync(fd, buffer);
        if (length === 0) return undefined;
        return splitter.push(Buffer.from(buffer.subarray(0, length))).flatMap(parse);
      } catch {
        return undefined;
      }
    },
    close() {
      if (fd !== undefined) closeSync(fd);
    },
  };
}

function parse(line: string): TranscriptLine[] {
  try {
    const { at, stream, text } = JSON.parse(line) as Partial<TranscriptLine>;
    const known = stream === "out" || stream === "err" || stream === "raw" || stream === "event";
    return known && typeof at === "string" && typeof text === "string" ? [{ at, stream, text }] : [];
  } catch {
    return [];
  }
}
