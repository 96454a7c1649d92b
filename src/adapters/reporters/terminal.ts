import type { Writable } from "node:stream";
import { Chalk, type ChalkInstance } from "chalk";
import ora from "ora";
import type { RunEvent } from "../../engine/ports/events.ts";
import type { Reporter } from "../../engine/ports/reporter.ts";
import { narrator } from "./format-event.ts";
import { InFlight } from "./in-flight.ts";
import { createSink } from "./sink.ts";

const refreshMs = 250;
/** The spinner's own mark, the space after it, the `^C` a terminal may add, and the last column, where some wrap. */
const reserved = 5;

/** What the terminal reporter needs of the terminal. */
export interface TerminalOptions {
  readonly stdout: Writable & { readonly columns?: number };
  readonly columns: number;
  readonly color: boolean;
  readonly now: () => Date;
}

/** For a person who watches: lasting lines as they happen, and below them one live line per moment. */
export function terminalReporter({ stdout, columns, color, now }: TerminalOptions): Reporter {
  const sink = createSink(stdout);
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const inFlight = new InFlight();
  const tell = narrator(now);
  const spinner = ora({
    stream: stdout as unknown as NodeJS.WriteStream,
    isEnabled: true,
    // Raw mode would take Ctrl+C and Ctrl+Z away from the run, and a hidden cursor stays hidden after SIGKILL.
    discardStdin: false,
    hideCursor: false,
    color: color ? "cyan" : false,
  });
  let holds = 0;
  const held: string[] = [];
  const write = (lines: readonly string[]) => {
    for (const line of lines) sink.write(`${paint(line, chalk)}\n`);
  };
  const draw = () => {
    if (inFlight.idle || sink.closed || holds > 0) {
      if (spinner.isSpinning) spinner.stop();
      return;
    }
    const width = (stdout.columns ?? columns) || columns;
    spinner.text = inFlight.line(now().getTime(), width - reserved);
    spinner.start();
  };
  const ticker = setInterval(draw, refreshMs);
  ticker.unref();
  return {
    event(event) {
      inFlight.follow(event, now().getTime());
      const told = tell(event);
      const lines = isPassing(event) ? [] : told;
      if (lines.length > 0 && spinner.isSpinning) spinner.stop();
      if (holds > 0) held.push(...lines);
      else write(lines);
      draw();
    },
    hold() {
      holds++;
      draw();
      return () => {
        holds--;
        if (holds === 0) write(held.splice(0));
        draw();
      };
    },
    async close() {
      clearInterval(ticker);
      if (spinner.isSpinning) spinner.stop();
      write(held.splice(0));
      await sink.flush();
    },
  };
}

/** What the live line shows anyway, or whoever watches has just typed. */
function isPassing(event: RunEvent): boolean {
  if (event.type === "agent" || event.type === "node-agent") return event.event.type !== "notice";
  return event.type === "run-started";
}

function paint(line: string, chalk: ChalkInstance): string {
  const mark = line.trimStart()[0];
  if (line.includes("✓")) return line.replace("✓", chalk.green("✓"));
  if (mark === "✗") return line.replace("✗", chalk.red("✗"));
  if (mark === "⚠" || mark === "?") return chalk.yellow(line);
  if (mark === "⟳" || mark === "…") return chalk.cyan(line);
  return mark === "⊘" ? chalk.dim(line) : line;
}
