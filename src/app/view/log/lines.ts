import { existsSync } from "node:fs";
import {
  followTranscript,
  readTranscript,
  type TranscriptLine,
  transcriptFile,
} from "../../../adapters/agents/transcript/lines.ts";
import type { Log } from "./log.ts";

const lookAgainMs = 500;

export type { TranscriptLine };

/** An attempt's transcript; where there is none, what the journal keeps of its output; undefined without either. */
export function linesOf(log: Log): Iterable<TranscriptLine> | undefined {
  const file = transcriptFile(log.attemptDir);
  if (existsSync(file)) return readTranscript(file);
  const lines = log.written().flatMap(({ stream, text }) => {
    return text.split("\n").map((line): TranscriptLine => ({ at: log.endedAt, stream, text: line }));
  });
  return lines.length === 0 ? undefined : lines;
}

/** An attempt's transcript as it grows, until the attempt has ended or nobody works on it any more. */
export async function* followLines(log: Log): AsyncIterable<TranscriptLine> {
  const file = transcriptFile(log.attemptDir);
  const ended = new AbortController();
  const timer = setInterval(() => {
    if (!log.works()) ended.abort();
  }, lookAgainMs);
  try {
    if (!log.works()) ended.abort();
    yield* followTranscript(file, ended.signal);
    // A command has no transcript: what it wrote is there when it has ended.
    if (!existsSync(file)) yield* linesOf(log) ?? [];
  } finally {
    clearInterval(timer);
  }
}
