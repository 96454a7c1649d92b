import { Command, Option } from "commander";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import { nearest } from "../domain/text/nearest.ts";
import type { CommandContext } from "./context.ts";
import type { ArgumentDefinition, CommandDefinition, OptionDefinition, Options } from "./definition.ts";

/** What happens when a command is called; `name` is all its words: `agentic-sdlc runs show`. */
export type Call = (
  name: string,
  definition: CommandDefinition,
  args: readonly (string | undefined)[],
  options: Options,
) => Promise<void>;

interface ProgramOptions {
  readonly definitions: readonly CommandDefinition[];
  readonly version: string;
  readonly call: Call;
  readonly stdout: CommandContext["stdout"];
}

/** Every mistake that commander finds becomes a UserError, exit 2. */
class CommandLine extends Command {
  override createCommand(name?: string): CommandLine {
    return new CommandLine(name);
  }

  override error(message: string, options: { code?: string } = {}): never {
    const [first = "", suggestion = ""] = message.replace(/^error: /, "").split("\n");
    const didYouMean = suggestion.replace(/^\((.*)\)$/, "$1");
    const help = `See: ${fullName(this)} --help`;
    const excess = options.code === "commander.excessArguments";
    if (excess && this.commands.length > 0) {
      const word = this.args[0] ?? "";
      const names = this.commands.map((command) => command.name());
      const close = nearest(word, names);
      throw new UserError(ExitCode.usage, `Unknown command '${this.name()} ${word}'`, {
        fix: close.length > 0 ? `Did you mean ${close.join(" or ")}?` : `It can be: ${names.join(", ")}`,
      });
    }
    throw new UserError(ExitCode.usage, capital(first), {
      why: excess ? "A text of several words needs quotes." : "",
      fix: didYouMean || help,
    });
  }
}

/** The parser, made of the definitions. `parseAsync` of it throws UserError, or CommanderError after help. */
export function buildCommandLine({ definitions, version, call, stdout }: ProgramOptions): Command {
  const program = new CommandLine("agentic-sdlc");
  program
    .description("Drives your coding agents through a board of Markdown stories.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "say what it does, with examples")
    .option("--no-color", "no colours (NO_COLOR does the same; never any without a terminal)")
    .option("--debug", "errors come with their stack")
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stdout.write(text) })
    .addHelpText("after", "\nHelp and examples for one command: agentic-sdlc help <command>");
  for (const definition of definitions) addCommand(program, definition, call);
  program.helpCommand("help [command]", "say what a command does, with examples");
  return program;
}

function addCommand(parent: Command, definition: CommandDefinition, call: Call): void {
  const command = parent.command(definition.name, { hidden: definition.hidden ?? false });
  command
    .summary(definition.summary)
    .description(describe(definition))
    .aliases([...(definition.aliases ?? [])]);
  if (definition.group) command.helpGroup(definition.group);
  addArguments(command, definition);
  for (const option of definition.options ?? []) command.addOption(toOption(option));
  if (definition.json) command.option("--json", "print JSON (docs/json.md)");
  command.addHelpText("after", examples(definition));
  command.action(async () => {
    await call(
      fullName(command),
      definition,
      assign(definition.arguments ?? [], command.args),
      command.opts(),
    );
  });
  for (const child of definition.subcommands ?? []) addCommand(command, child, call);
}

/** For commander what is optional comes last. */
function addArguments(command: Command, definition: CommandDefinition): void {
  const { arguments: list = [], subcommands = [] } = definition;
  const sorted = [...list.filter(isRequired), ...list.filter((argument) => !isRequired(argument))];
  for (const { name, description } of sorted) command.argument(name, description);
  const nested = subcommands.length > 0 ? ["[command]"] : [];
  command.usage(["[options]", ...nested, ...list.map(({ name }) => name)].join(" "));
}

/** The words in the order of the arguments: an optional one has a word only where there are more than it takes. */
function assign(list: readonly ArgumentDefinition[], words: readonly string[]): (string | undefined)[] {
  const rest = [...words];
  let spare = words.length - list.filter(isRequired).length;
  return list.map((argument) => (isRequired(argument) || spare-- > 0 ? rest.shift() : undefined));
}

function isRequired({ name }: ArgumentDefinition): boolean {
  return name.startsWith("<");
}

function toOption({ flags, description, parse, repeats, required, hidden }: OptionDefinition): Option {
  const option = new Option(flags, description);
  if (repeats) {
    option.argParser((text: string, before: unknown[] = []) => [...before, parse ? parse(text) : text]);
  } else if (parse) {
    option.argParser(parse);
  }
  if (required) option.makeOptionMandatory();
  if (hidden) option.hideHelp();
  return option;
}

function describe({ summary, details }: CommandDefinition): string {
  return details ? `${capital(summary)}.\n\n${details}` : `${capital(summary)}.`;
}

function examples({ examples: list }: CommandDefinition): string {
  if (list.length === 0) return "";
  const width = Math.max(...list.map(([command]) => command.length));
  const lines = list.map(([command, why]) => `  agentic-sdlc ${command.padEnd(width)}  ${why}`.trimEnd());
  return `\nExamples:\n${lines.join("\n")}`;
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
