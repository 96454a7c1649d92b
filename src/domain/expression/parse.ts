import { type Expression, ExpressionError, type Operator } from "./ast.ts";
import { type Token, tokenize } from "./tokens.ts";

/** From the weakest to the strongest binding. */
const levels: readonly (readonly Operator[])[] = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];

const constants = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Expressions are written by people: what nests deeper is a mistake, and would cost the stack. */
const deepest = 100;

/** Parses what stands between `${{` and `}}`. Throws ExpressionError with the position. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokenize(text));
  return parser.whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    if (this.#peek().kind === "end") throw new ExpressionError("the expression is empty", 0);
    const expression = this.#binary(0);
    const rest = this.#peek();
    if (rest.kind !== "end") throw new ExpressionError(`unexpected ${rest.text}`, rest.at);
    return expression;
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#peek();
      const operator = token.kind === "symbol" ? operators.find((o) => o === token.text) : undefined;
      if (!operator) return left;
      this.#next++;
      left = { kind: "binary", operator, left, right: this.#binary(level + 1), at: left.at };
    }
  }

  #unary(): Expression {
    const { at } = this.#peek();
    if (++this.#depth > deepest) throw new ExpressionError("the expression is nested too deep", at);
    try {
      if (this.#take("!")) return { kind: "not", of: this.#unary(), at };
      return this.#postfix(this.#primary());
    } finally {
      this.#depth--;
    }
  }

  #postfix(start: Expression): Expression {
    let expression = start;
    for (;;) {
      const { at } = this.#peek();
      if (this.#take(".")) {
        const name = this.#token("name", "a name");
        expression = { kind: "property", of: expression, name: name.text, at: name.at };
      } else if (this.#take("[")) {
        const index = this.#binary(0);
        this.#expect("]");
        expression = { kind: "index", of: expression, index, at };
      } else return expression;
    }
  }

  #primary(): Expression {
    const token = this.#peek();
    const { at } = token;
    if (token.kind === "number" || token.kind === "string") {
      this.#next++;
      return { kind: "literal", value: token.value!, at };
    }
    if (token.kind === "name") {
      this.#next++;
      return this.#name(token);
    }
    if (this.#take("(")) {
      const inner = this.#binary(0);
      this.#expect(")");
      return inner;
    }
    if (this.#take("[")) return { kind: "list", items: this.#until("]", () => this.#binary(0)), at };
    if (this.#take("{")) return { kind: "object", entries: this.#until("}", () => this.#entry()), at };
    throw new ExpressionError(
      token.kind === "end" ? "the expression ends too early" : `unexpected ${token.text}`,
      at,
    );
  }

  #name({ text, at }: Token): Expression {
    const constant = constants.get(text);
    if (constant !== undefined) return { kind: "literal", value: constant, at };
    if (!this.#take("(")) return { kind: "name", name: text, at };
    return { kind: "call", name: text, args: this.#until(")", () => this.#binary(0)), at };
  }

  #entry(): readonly [string, Expression] {
    const key = this.#peek();
    if (key.kind !== "name" && key.kind !== "string") throw new ExpressionError("expected a key", key.at);
    this.#next++;
    this.#expect(":");
    return [key.kind === "string" ? String(key.value) : key.text, this.#binary(0)];
  }

  /** A list's items, with or without a comma after the last one. */
  #until<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.#take(close)) {
      items.push(item());
      if (this.#take(close)) break;
      this.#expect(",", close);
    }
    return items;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== "symbol" || token.text !== symbol) return false;
    this.#next++;
    return true;
  }

  #expect(symbol: string, or?: string): void {
    if (this.#take(symbol)) return;
    this.#fail(or === undefined ? symbol : `${symbol} or ${or}`);
  }

  #token(kind: Token["kind"], what: string): Token {
    const token = this.#peek();
    if (token.kind !== kind) this.#fail(what);
    this.#next++;
    return token;
  }

  #fail(expected: string): never {
    const { kind, text, at } = this.#peek();
    throw new ExpressionError(`expected ${expected}, not ${kind === "end" ? "the end" : text}`, at);
  }
}
