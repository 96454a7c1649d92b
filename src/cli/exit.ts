import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import { safeText } from "../domain/text/safe.ts";
import type { CommandContext } from "./context.ts";
import { printJsonLine } from "./json.ts";

type Outlet = Pick<CommandContext, "stdout" | "stderr" | "json" | "debug">;

/**
 * Tells a person, or with `--json` a program, what went wrong, and returns the exit code. Every error of every command
 * ends here. Never throws.
 */
export function reportError(ctx: Outlet, error: unknown): ExitCode {
  const told = error instanceof UserError ? error : unexpected(error, ctx.debug);
  if (ctx.json) {
    const { message, why, fix, exitCode } = told;
    // One line, because it may come after the events of `run --json`.
    printJsonLine(ctx, { error: { message, why, fix, exitCode } });
  } else {
    ctx.stderr.write(formatError(told));
  }
  if (ctx.debug) ctx.stderr.write(`${safeText(stackOf(error))}\n`);
  return told.exitCode;
}

/** What happened, why, and what to type next: one to three lines or more, each ended. */
export function formatError(error: Pick<UserError, "message" | "why" | "fix">): string {
  const message = error.message.replace(/^Error: /, "");
  return [
    indented("Error: ", message),
    ...(error.why ? [indented("  ", error.why)] : []),
    ...(error.fix ? [indented("  → ", error.fix)] : []),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** Further lines of a text stand under its first. */
function indented(lead: string, text: string): string {
  return (
    lead +
    safeText(text)
      .trimEnd()
      .replaceAll("\n", `\n${" ".repeat(lead.length)}`)
  );
}

function unexpected(error: unknown, debug: boolean): UserError {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return new UserError(ExitCode.failed, message, {
    why: "This was not expected: it may be a mistake in agentic-sdlc.",
    fix: debug ? "" : "See where it happened: the same command with --debug",
  });
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
