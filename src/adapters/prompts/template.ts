import { UserError } from "../../domain/errors.ts";
import { nearest } from "../../domain/text/nearest.ts";
import { type Variable, variables } from "./variables.ts";

const names = Object.keys(variables);

/** `{{name}}`, or `\{{` for two braces that mean themselves. */
const placeholder = /\\\{\{|\{\{\s*([^{}]*?)\s*\}\}/g;

/** Throws UserError (exit 2) that names file, line and the nearest right word for a variable there is not. */
export function checkTemplate(template: string, file: string): void {
  for (const [index, line] of template.split("\n").entries()) {
    for (const [, name] of line.matchAll(placeholder)) {
      if (name === undefined || names.includes(name)) continue;
      const near = nearest(name, names, 1)[0];
      throw new UserError(2, `${file}:${index + 1}: unknown variable {{${name}}}`, {
        why: `Known: ${names.join(", ")}`,
        fix:
          near === undefined
            ? "Remove it, or write \\{{ for the braces themselves"
            : `Did you mean {{${near}}}?`,
      });
    }
  }
}

/** Whether a template places a variable. */
export function places(template: string, variable: Variable): boolean {
  return [...template.matchAll(placeholder)].some(([, name]) => name === variable);
}

/**
 * Puts the values in. A line that held only empty variables disappears, with the blank lines of the template that are
 * then too many; the values themselves stay as they are.
 */
export function fillTemplate(template: string, values: Readonly<Record<Variable, string>>): string {
  const out: string[] = [];
  for (const line of template.split(/\r?\n/)) {
    // A function, so that `$&` in a story's text stays what it is.
    const filled = line.replace(placeholder, (all, name?: string) =>
      name === undefined ? all.slice(1) : values[name as Variable],
    );
    if (filled.trim() !== "") out.push(filled);
    else if (line.trim() === "" && out.at(-1)) out.push("");
  }
  return `${out.join("\n").trim()}\n`;
}
