/**
 * Shell commands with `${{ }}` in them. A value never becomes part of the command's text: it is passed as an environment
 * variable, and the command expands it, quoted as its place needs. So no value, whatever it holds, is ever read as code
 * by the shell that runs the command. (A program that reads its arguments as code, such as `eval`, still does so.)
 */
import { type Expression, ExpressionError, type Value } from "../expression/ast.ts";
import { text } from "../expression/functions.ts";
import type { Template } from "../expression/template.ts";
import { Placement, placeholder, Unreadable } from "./place.ts";
import { ShellScanner } from "./scanner.ts";

export interface ShellCommand {
  /** For `/bin/sh -c`. */
  readonly command: string;
  /** What the command expects in its environment, in the order of the text. */
  readonly variables: readonly ShellVariable[];
}

interface ShellVariable {
  readonly name: string;
  readonly expression: Expression;
  /** Where the `${{` stands in the command as it was written. */
  readonly at: number;
}

/** The names that the variables have; nobody else may use this prefix. */
const prefix = "AGENTIC_SDLC_VALUE_";

/** A system call takes 128 KiB a variable on Linux; other systems and the name need some room. */
const largest = 96 * 1024;

/**
 * Gives each expression its variable. `problems` has the expressions that stand where no value can be passed safely;
 * with any, the command must not be run.
 */
export function shellTemplate(template: Template): {
  readonly command: ShellCommand;
  readonly problems: readonly ExpressionError[];
} {
  const variables = template.parts
    .flatMap((part) => (part.kind === "expression" ? [part] : []))
    .map(({ expression, at }, index) => ({ name: `${prefix}${index + 1}`, expression, at }));
  const { parts } = template;
  const text = parts.map((part) => (part.kind === "text" ? part.text : placeholder)).join("");
  if (variables.length === 0) return { command: { command: text, variables }, problems: [] };
  const placement = new Placement(variables);
  try {
    const command = new ShellScanner(text, placement).commands();
    return { command: { command, variables }, problems: placement.problems };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const problem = new ExpressionError(error.message, writtenAt(parts, error.index), error.fix);
    return { command: { command: text, variables }, problems: [...placement.problems, problem] };
  }
}

/** From an offset in the scanned text to one in the text as it was written. */
function writtenAt(parts: Template["parts"], index: number): number {
  let from = 0;
  for (const part of parts) {
    const length = part.kind === "text" ? part.text.length : 1;
    if (index < from + length) return part.at + index - from;
    from += length;
  }
  return 0;
}

/**
 * The values of a command's variables.
 * @throws ExpressionError for a value that no variable can hold: over 96 KiB, or with a NUL character in it.
 */
export function shellVariables(
  { variables }: ShellCommand,
  value: (of: Expression) => Value,
): Record<string, string> {
  return Object.fromEntries(
    variables.map(({ name, expression, at }) => {
      const content = text(value(expression));
      const bytes = new TextEncoder().encode(content).length;
      if (bytes > largest) {
        const size = `the value is ${Math.ceil(bytes / 1024)} KiB, and a command takes 96 KiB`;
        throw new ExpressionError(size, at, "Pass it through the step's stdin:");
      }
      if (content.includes("\0")) {
        const message = "the value holds a NUL character, which no command can be given";
        throw new ExpressionError(message, at, "Pass it through the step's stdin:");
      }
      return [name, content];
    }),
  );
}
