import type { TranscriptLine } from "../../app/view/log/lines.ts";
import type { Log } from "../../app/view/log/log.ts";
import { safeLine, safeText } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { jsonLine } from "../json.ts";
import { writePatiently } from "../output.ts";
import { type Style, styles } from "../style.ts";
import { type Rendered, renderer } from "./render.ts";
import { outcomeOf, titleOf } from "./text.ts";

/** Prints an attempt's transcript. Each resolves to false once nobody reads any more. */
export interface LogPrinter {
  head(): Promise<boolean>;
  line(line: TranscriptLine): Promise<boolean>;
  end(): Promise<boolean>;
}

/**
 * How a transcript is printed: as JSON, all of it; `raw`, what the agent wrote, as it wrote it; else what a person reads of
 * it, each line with its time, between what the attempt is and how it ended.
 */
export function logPrinter(ctx: CommandContext, log: Log, raw: boolean): LogPrinter {
  const style = styles(ctx.color);
  const print = (text: string) => writePatiently(ctx, text);
  const nothing = async () => true;
  if (ctx.json) {
    return { head: nothing, line: (line) => print(jsonLine({ path: log.path, ...line })), end: nothing };
  }
  if (raw) {
    const line = ({ stream, text }: TranscriptLine) =>
      stream === "event" ? nothing() : print(`${safeText(text).trimEnd()}\n`);
    return { head: nothing, line, end: nothing };
  }
  const render = renderer();
  return {
    head: () => print(`${style.bold(safeLine(titleOf(log.standing(), ctx.now())))}\n`),
    line(line) {
      const shown = render(line);
      return shown && (shown.text !== "" || line.stream === "out")
        ? print(stamped(line.at, shown, style))
        : nothing();
    },
    end() {
      const { text, tone } = outcomeOf(log.standing());
      return print(`${style[tone](safeLine(text))}\n`);
    },
  };
}

function stamped(at: string, { text, tone }: Rendered, style: Style): string {
  const colour = tone === undefined ? (line: string) => line : style[tone];
  const [first = "", ...more] = text.split("\n").map(colour);
  const lines = [`${style.dim(clock(at))}  ${first}`, ...more.map((line) => " ".repeat(10) + line)];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** The local time of day; eight columns always. */
function clock(at: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return " ".repeat(8);
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((n) => String(n).padStart(2, "0"))
    .join(":");
}
