import { readTranscript, transcriptFile } from "../agents/transcript.ts";

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
    if (stream === "event") note(tools, toolIn(text), toolsTold);
    // Programs that speak JSON say what is of interest in events, too.
    else if (stream === "out" && !text.startsWith("{")) note(words, text.trim(), linesTold);
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

function toolIn(text: string): string {
  if (!text.startsWith("{")) return "";
  try {
    const { type, name, detail } = JSON.parse(text) as Record<string, unknown>;
    return type === "tool" ? `${name} ${detail}`.replace(/\s+/g, " ").trim() : "";
  } catch {
    return "";
  }
}
