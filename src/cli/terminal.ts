import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { CommandContext } from "./context.ts";

/** Whether somebody is there to be asked: both ends are a terminal, and nothing but JSON is not asked for. */
export function canAsk(ctx: CommandContext): boolean {
  return !ctx.json && ctx.isTTY && ctx.stdin.isTTY === true;
}

/** Asks for a line. Resolves to "" when the input ends, or `signal` aborts. */
export async function askLine(ctx: CommandContext, question: string, signal?: AbortSignal): Promise<string> {
  const { stdin: input, stdout: output } = ctx;
  const line = await lineFrom(createInterface({ input, output, terminal: true }), question, signal);
  // What comes next stands on a line of its own.
  if (signal?.aborted) output.write("\n");
  return line;
}

/** Asks for a line that is not shown. */
export function askSecret(ctx: CommandContext, question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Before the question: whoever types as soon as they see it would see that, too.
  const lines = createInterface({ input: ctx.stdin, output: nowhere, terminal: true });
  ctx.stdout.write(question);
  return lineFrom(lines, "").finally(() => ctx.stdout.write("\n"));
}

function lineFrom(lines: Interface, question: string, signal?: AbortSignal): Promise<string> {
  return new Promise<string>((resolve) => {
    // Ctrl+C is the run's, which listens for the signal; in raw mode the terminal sends none.
    lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
    lines.once("close", () => resolve(""));
    signal?.addEventListener("abort", () => lines.close(), { once: true });
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
