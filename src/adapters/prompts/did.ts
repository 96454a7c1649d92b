import { eventOf } from "../agents/json/read.ts";
import { readTranscript, transcriptFile } from "../agents/transcript/lines.ts";

const toolsTold = 30;
const linesTold = 10;
const longestLine = 200;

/**
 * What an attempt that gave no answer had done, as far as its transcript tells: the tools it used, the last words it
 * wrote. "" where there is no transcript, or nothing of that in it.
 */
export function whatItDid(attemptDir: string): string {
  const tools: string[] = [];
  const words: string[] = [];
  for (const { stream, text } of readTranscript(transcriptFile(attemptDir))) {
    // A program of one's own may speak JSON, too, which says nothing to a model.
    if (stream === "out" && !text.startsWith("{")) note(words, text.trim(), linesTold);
    // The runner's own notes are plain text.
    const event = (stream === "event" && eventOf(text)) || {};
    if (event.type === "tool")
      note(tools, `${event.name} ${event.detail}`.replace(/\s+/g, " ").trim(), toolsTold);
    if (event.type === "text")
      for (const line of `${event.text}`.split("\n")) note(words, line.trim(), linesTold);
  }
  return [...list("What it did last:", tools), ...list("What it wrote last:", words)].join("\n");
}

function note(list: string[], entry: string, most: number): void {
  const line = entry.slice(0, longestLine);
  if (line === "" || line === list.at(-1)) return;
  list.push(line);
  if (list.length > most) list.shift();
}

function list(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [title, ...entries.map((entry) => `- ${entry}`)];
}
