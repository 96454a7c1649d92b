import { CommanderError } from "commander";
import { boardRoot } from "../app/root.ts";
import { version } from "../app/version.ts";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import { nearest } from "../domain/text/nearest.ts";
import { buildCommandLine } from "./command-line.ts";
import { definitions } from "./commands.ts";
import { type CommandContext, flagsIn, processContext } from "./context.ts";
import type { CommandDefinition, Options } from "./definition.ts";
import { reportError } from "./exit.ts";
import { isClosed } from "./output.ts";

/** How long something that should not be there may keep the process alive after its command has ended. */
const graceMs = 2_000;

/** Runs the command line in this process and sets its exit code. Never throws. */
export async function main(args: readonly string[]): Promise<void> {
  const ctx = processContext(flagsIn(args));
  process.on("uncaughtException", (error) => process.exit(reportError(ctx, error)));
  const code = await execute(args, ctx);
  process.exitCode = code;
  endWhenWritten(code);
}

/** Parses and runs one command line. Never throws: everything ends in an exit code. */
export async function execute(args: readonly string[], ctx: CommandContext): Promise<ExitCode> {
  let code: ExitCode = ExitCode.ok;
  const program = buildCommandLine({
    definitions: called(args),
    version,
    stdout: ctx.stdout,
    call: async (name, definition, values, options) => {
      refuseInAttempt(ctx, name, definition, options);
      code = await call(ctx, definition, values, options);
    },
  });
  try {
    checkTopic(args);
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return ExitCode.ok;
    return reportError(ctx, error);
  }
}

/** The command that is called is all that has to be parsed; without one, or for help, all of them are told. */
function called(args: readonly string[]): readonly CommandDefinition[] {
  const [word = ""] = args;
  const one = find(word);
  return one ? [one] : definitions;
}

async function call(
  ctx: CommandContext,
  definition: CommandDefinition,
  args: readonly (string | undefined)[],
  options: Options,
): Promise<ExitCode> {
  if (definition.needsBoard) boardRoot(ctx.cwd);
  return definition.run(ctx, args, options, definitions);
}

function refuseInAttempt(
  { env }: CommandContext,
  name: string,
  { changes }: CommandDefinition,
  options: Options,
): void {
  if (!env.AGENTIC_SDLC_TOKEN || !(typeof changes === "boolean" ? changes : changes(options))) return;
  throw new UserError(ExitCode.usage, `An agent may not call \`${name}\``, {
    why: "AGENTIC_SDLC_TOKEN is set: this runs inside an attempt, where only commands that read are allowed.",
    fix: "Say in the attempt's output what should be done; a person decides.",
  });
}

/** For `help` of a command there is not, commander would print the general help and call it right. */
function checkTopic([word, ...rest]: readonly string[]): void {
  const topic = word === "help" ? rest.find((arg) => !arg.startsWith("-")) : undefined;
  if (topic === undefined || topic === "help" || find(topic)) return;
  const close = nearest(
    topic,
    definitions.map(({ name }) => name),
  );
  throw new UserError(ExitCode.usage, `Unknown command '${topic}'`, {
    fix: close.length > 0 ? `Did you mean ${close.join(" or ")}?` : "See: agentic-sdlc --help",
  });
}

function find(word: string): CommandDefinition | undefined {
  return definitions.find(({ name, aliases }) => name === word || aliases?.includes(word));
}

/**
 * The process ends by itself once its output is taken, however slow the reader is. What else is left, such as a handle
 * somebody forgot, does not make it hang.
 */
function endWhenWritten(code: ExitCode): void {
  const timer = setInterval(() => {
    const written = [process.stdout, process.stderr].every((s) => isClosed(s) || s.writableLength === 0);
    if (written) process.exit(code);
  }, graceMs);
  timer.unref();
}
