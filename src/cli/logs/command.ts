import { findLog } from "../../app/view/log/find.ts";
import { followLines, linesOf } from "../../app/view/log/lines.ts";
import type { Log } from "../../app/view/log/log.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { openHere } from "../open.ts";
import { logPrinter } from "./printer.ts";
import { outcomeOf } from "./text.ts";

interface LogsOptions {
  readonly follow?: boolean;
  readonly raw?: boolean;
}

/**
 * Prints what an attempt's agent said and did, of a story or of a workflow file's run, or what a command there wrote;
 * says so on standard error where there is nothing yet. Throws UserError (exit 2) where there is no attempt of the name that was given.
 */
export async function logs(
  ctx: CommandContext,
  name: string,
  asked: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  const found = findLog(await openHere(ctx), name, asked);
  if (found.log) return print(ctx, found.log, options);
  return tellNothing(ctx, `Nothing was done for ${found.slug} yet: agentic-sdlc run --story ${found.slug}`);
}

async function print(ctx: CommandContext, log: Log, options: LogsOptions): Promise<ExitCode> {
  const printer = logPrinter(ctx, log, options.raw === true);
  const lines = options.follow ? followLines(log) : linesOf(log);
  if (lines === undefined) {
    const { text } = outcomeOf(log.standing());
    return tellNothing(ctx, `${log.path} said nothing (${text}); more of it: ${log.more}`);
  }
  if (!(await printer.head())) return ExitCode.ok;
  for await (const line of lines) {
    if (!(await printer.line(line))) return ExitCode.ok;
  }
  await printer.end();
  return ExitCode.ok;
}

/** Reading is no failure, whatever there is to read. */
function tellNothing(ctx: CommandContext, text: string): ExitCode {
  ctx.stderr.write(`${safeLine(text)}\n`);
  return ExitCode.ok;
}
