import type { TranscriptLine } from "../../adapters/agents/transcript.ts";
import type { Attempt } from "../../domain/execution.ts";
import { safeText } from "../../domain/text.ts";
import type { CommandContext } from "../context.ts";
import { jsonLine } from "../json.ts";
import { writePatiently } from "../output.ts";
import { type Style, styles } from "../style.ts";

/** Prints a line of a transcript; false once nobody reads any more. */
export type TranscriptPrinter = (line: TranscriptLine) => Promise<boolean>;

/** How a transcript is printed: JSON, the text alone, or each line with its time. */
export function transcriptPrinter(ctx: CommandContext, attempt: Attempt, raw: boolean): TranscriptPrinter {
  const style = styles(ctx.color);
  return (line) => writePatiently(ctx, ctx.json ? jsonLine({ path: attempt.path, ...line }) : shown(line));

  function shown(line: TranscriptLine): string {
    const text = safeText(line.text).trimEnd();
    return raw ? `${text}\n` : `${stamped(line, text, style)}\n`;
  }
}

function stamped({ at, stream }: TranscriptLine, text: string, style: Style): string {
  const colour = stream === "err" ? style.yellow : stream === "event" ? style.cyan : (line: string) => line;
  const [first = "", ...more] = text.split("\n").map(colour);
  return [`${style.dim(clock(at))}  ${first}`, ...more.map((line) => " ".repeat(10) + line)].join("\n");
}

/** The local time of day; eight columns always. */
function clock(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return " ".repeat(8);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
}
