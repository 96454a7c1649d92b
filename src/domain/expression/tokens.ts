import { ExpressionError } from "./ast.ts";

export interface Token {
  readonly kind: "number" | "string" | "name" | "symbol" | "end";
  readonly text: string;
  /** The value of a number or string. */
  readonly value?: number | string;
  readonly at: number;
}

const patterns = {
  space: /\s+/y,
  number: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w])/y,
  single: /'((?:[^']|'')*)'/y,
  double: /"(?:[^"\\]|\\.)*"/y,
  // Names may contain hyphens: there is no subtraction.
  name: /[A-Za-z_][\w-]*/y,
  symbol: /==|!=|<=|>=|&&|\|\||[<>!()[\]{},.:]/y,
};

/** Splits an expression into tokens, the last of them `end`. Throws ExpressionError. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const space = match(patterns.space);
    if (space) {
      at += space[0].length;
      continue;
    }
    const token = next(match, at);
    if (!token) throw unreadable(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return [...tokens, { kind: "end", text: "", at }];
}

function next(match: (pattern: RegExp) => RegExpExecArray | null, at: number): Token | undefined {
  const number = match(patterns.number);
  if (number) return { kind: "number", text: number[0], value: Number(number[0]), at };
  const single = match(patterns.single);
  if (single) return { kind: "string", text: single[0], value: single[1]!.replaceAll("''", "'"), at };
  const double = match(patterns.double);
  if (double) return { kind: "string", text: double[0], value: unquote(double[0], at), at };
  const name = match(patterns.name);
  if (name) return { kind: "name", text: name[0], at };
  const symbol = match(patterns.symbol);
  return symbol ? { kind: "symbol", text: symbol[0], at } : undefined;
}

function unquote(text: string, at: number): string {
  try {
    return JSON.parse(text.replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
  } catch {
    throw new ExpressionError(`${text} is not a string: only JSON's escapes are known`, at);
  }
}

function unreadable(text: string, at: number): ExpressionError {
  const char = text[at]!;
  if (char === "'" || char === '"') return new ExpressionError("the string does not end", at);
  const hint =
    char === "="
      ? " (to compare: ==)"
      : char === "&" || char === "|"
        ? ` (did you mean ${char}${char}?)`
        : "";
  return new ExpressionError(`unexpected ${JSON.stringify(char)}${hint}`, at);
}
