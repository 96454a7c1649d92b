import { ExpressionError, type Value } from "../../domain/expression/ast.ts";
import type { Text } from "../../domain/journal/record.ts";
import { makeMask } from "../../domain/text/mask.ts";
import type { Walk } from "./walk/walk.ts";

/** The name of a secret that a text holds: as it is, or encoded so that it can still be told. */
export function secretIn({ deps }: Walk, text: string): string | undefined {
  if (deps.mask(text) === text) return undefined;
  for (const [name, value] of deps.secrets) if (makeMask([value], [value])(text) !== text) return name;
  return "a secret";
}

/** Throws ExpressionError where a text that is to be written down, or shown, holds a secret. */
export function refuseSecret(walk: Walk, text: string): void {
  const held = secretIn(walk, text);
  if (held !== undefined) throw new ExpressionError(holding(held), 0);
}

/** Keeps data as JSON. Throws ExpressionError where it holds a secret. */
export function keepJson(walk: Walk, value: Value): Text {
  const text = JSON.stringify(value);
  refuseSecret(walk, text);
  return walk.run.keepText(text);
}

/** What is wrong with an output that holds a secret of this name. */
export function holding(name: string): string {
  return `its output holds the value of ${name}, which would be written down`;
}
