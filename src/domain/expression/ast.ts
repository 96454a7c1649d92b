/** A value that JSON can hold: what expressions compute with. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** A parsed expression. `at` is the offset of its first character in the expression's text. */
export type Expression = { readonly at: number } & (
  | { readonly kind: "literal"; readonly value: null | boolean | number | string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, Expression])[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "property"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly index: Expression }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  | {
      readonly kind: "binary";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
);

export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||";

/** What is wrong in an expression, and where. */
export class ExpressionError extends Error {
  /** Offset in the expression's text. */
  readonly at: number;
  /** What to write instead; empty where the message says it all. */
  readonly fix: string;

  constructor(message: string, at: number, fix = "") {
    super(message);
    this.name = "ExpressionError";
    this.at = at;
    this.fix = fix;
  }
}
