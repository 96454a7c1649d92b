import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import { parseDuration } from "../domain/text/duration.ts";

/** Readers of option values; each throws UserError (exit 2) that names the option and says what it wants. */

/** A whole number of at least `least`. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const number = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw bad(option, text, `It wants a whole number, ${least} or more: ${option} ${Math.max(least, 3)}`);
  };
}

/** USD: `5`, `2.50` or `$2.50`; more than nothing. */
export function dollars(option: string): (text: string) => number {
  return (text) => {
    const match = /^\$?(\d+(?:\.\d+)?|\.\d+)$/.exec(text.trim());
    const amount = Number(match?.[1]);
    if (match && Number.isFinite(amount) && amount > 0) return amount;
    throw bad(option, text, `It wants dollars, more than 0: ${option} 5`);
  };
}

/** A duration, in milliseconds. */
export function duration(option: string, example: string): (text: string) => number {
  return (text) => {
    try {
      return parseDuration(text);
    } catch {
      throw bad(option, text, `It wants a duration, a number and a unit (s, m, h, d): ${option} ${example}`);
    }
  };
}

/** Any text but an empty one. */
export function someText(option: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== "") return text;
    throw bad(option, text, `It wants a text: ${option} "…"`);
  };
}

function bad(option: string, text: string, fix: string): UserError {
  return new UserError(ExitCode.usage, `${option} cannot be ${JSON.stringify(text)}`, { fix });
}
