import { formatCost } from "../../adapters/reporters/words.ts";
import type { TranscriptLine } from "../../app/view/log/lines.ts";
import { safeText } from "../../domain/text/safe.ts";
import type { Style } from "../style.ts";

/** What a person reads of a line of a transcript: one line or more, without control characters. */
export interface Rendered {
  readonly text: string;
  readonly tone?: keyof Style;
}

type Data = Readonly<Record<string, unknown>>;

/** Tools that change files, by whatever name an agent has them. */
const editing =
  /^(multi_?)?(edit|write|replace|patch|apply_patch|delete|move|create|file_change|notebook_?edit)/i;

/**
 * Follows a transcript's lines, and says what a person reads of each: text, tools, edits, what it cost so far, notices.
 * undefined for what is said elsewhere, or is of no interest.
 */
export function renderer(): (line: TranscriptLine) => Rendered | undefined {
  let spent = "";
  const usage = (reported: unknown): Rendered | undefined => {
    const now = spentText(reported);
    if (now === spent) return undefined;
    spent = now;
    return { text: `· so far ${now}`, tone: "dim" };
  };
  const read = ({ stream, text }: TranscriptLine): Rendered | undefined => {
    if (stream === "raw") return undefined;
    if (stream === "out") return { text };
    if (stream === "err") return { text, tone: "yellow" };
    const event = eventIn(text);
    if (!event) return { text, tone: "dim" };
    return event.type === "usage" ? usage(event.usage) : eventText(event);
  };
  return (line) => {
    const shown = read(line);
    // Only now: what JSON had escaped is a control character again.
    return shown && { ...shown, text: safeText(shown.text).trimEnd() };
  };
}

function eventText(event: Data): Rendered | undefined {
  switch (event.type) {
    case "text":
      return { text: String(event.text) };
    case "tool": {
      const name = String(event.name);
      const what = `${name} ${event.detail ?? ""}`;
      return editing.test(name) ? { text: `✎ ${what}`, tone: "green" } : { text: `▸ ${what}`, tone: "cyan" };
    }
    case "notice":
      return { text: `⚠ ${event.text}`, tone: "yellow" };
    case "session":
      return { text: `· session ${event.sessionId}`, tone: "dim" };
    default:
      return undefined;
  }
}

/** `$0.12, 1,200 tokens in, 34 out`; "" where nothing is known. */
export function spentText(usage: unknown): string {
  const { costUsd, inputTokens, outputTokens } = (usage ?? {}) as Data;
  const count = (tokens: unknown) => (typeof tokens === "number" ? tokens.toLocaleString("en-US") : "?");
  const counted = typeof inputTokens === "number" || typeof outputTokens === "number";
  return [
    ...(typeof costUsd === "number" ? [formatCost(costUsd)] : []),
    ...(counted ? [`${count(inputTokens)} tokens in, ${count(outputTokens)} out`] : []),
  ].join(", ");
}

/** The runner's own notes are plain text. */
function eventIn(text: string): Data | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
