import { type Expression, ExpressionError, type Value } from "./ast.ts";
import { text } from "./functions.ts";
import { parseExpression } from "./parse.ts";

/** A text with expressions in it: literal pieces and `${{ … }}`, in order. */
export interface Template {
  readonly parts: readonly TemplatePart[];
  /** The text is one expression and nothing else: its value keeps its type. */
  readonly whole: boolean;
}

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string; readonly at: number }
  | {
      readonly kind: "expression";
      readonly expression: Expression;
      readonly at: number;
      readonly end: number;
    };

/** Splits a text at its expressions. Throws ExpressionError, its position counted in the whole text. */
export function parseTemplate(source: string): Template {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < source.length) {
    const open = source.indexOf("${{", at);
    if (open < 0) break;
    if (open > at) parts.push({ kind: "text", text: source.slice(at, open), at });
    const close = endOf(source, open + 3);
    if (close < 0) throw new ExpressionError("${{ is not closed", open);
    const inner = source.slice(open + 3, close);
    try {
      parts.push({ kind: "expression", expression: parseExpression(inner), at: open, end: close + 2 });
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      throw new ExpressionError(error.message, open + 3 + error.at, error.fix);
    }
    at = close + 2;
  }
  if (at < source.length) parts.push({ kind: "text", text: source.slice(at), at });
  const whole =
    parts.filter((p) => p.kind === "expression").length === 1 &&
    parts.every((p) => p.kind === "expression" || p.text.trim() === "");
  return { parts, whole };
}

/** The value of a template: typed where it is one expression, else its text. */
export function fillTemplate(template: Template, value: (of: Expression) => Value): Value {
  const [first] = template.parts.filter((p) => p.kind === "expression");
  if (template.whole && first) return value(first.expression);
  return fillText(template, value);
}

/** A template as text: white space around its only expression is a part of that. */
export function fillText({ parts }: Template, value: (of: Expression) => Value): string {
  return parts.map((p) => (p.kind === "text" ? p.text : text(value(p.expression)))).join("");
}

/** Where `}}` closes, strings and nested braces aside; -1 if nowhere. */
function endOf(source: string, from: number): number {
  let quote: string | undefined;
  let braces = 0;
  for (let i = from; i < source.length; i++) {
    const char = source[i]!;
    if (quote !== undefined) {
      if (char === "\\" && quote === '"') i++;
      else if (char === quote) quote = undefined;
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "{") braces++;
    else if (char === "}") {
      if (braces > 0) braces--;
      else if (source[i + 1] === "}") return i;
    }
  }
  return -1;
}
