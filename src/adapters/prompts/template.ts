import { UserError } from "../../domain/errors.ts";
import { nearest } from "../../domain/nearest.ts";
import { type Variable, variables } from "./templates.ts";

const names = Object.keys(variables);

/** Throws UserError (exit 2) that names file, line and the nearest right word for a variable there is not. */
export function checkTemplate(template: string, file: string): void {
  for (const [index, line] of template.split("\n").entries()) {
    for (const [, name = ""] of line.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)) {
      if (names.includes(name)) continue;
      const near = nearest(name, names, 1)[0];
      throw new UserError(2, `${file}:${index + 1}: unknown variable {{${name}}}`, {
        why: `Known: ${names.join(", ")}`,
        fix: near === undefined ? "Remove it" : `Did you mean {{${near}}}?`,
      });
    }
  }
}

/** Puts the values in. A line that held only empty variables disappears, with the blank lines that are then too many. */
export function fillTemplate(template: string, values: Readonly<Record<Variable, string>>): string {
  const lines = template.split("\n").flatMap((line) => {
    // A function, so that `$&` in a story's text stays what it is.
    const filled = line.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name as Variable] ?? "");
    return filled.trim() === "" && line.trim() !== "" ? [] : [filled];
  });
  return `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}
