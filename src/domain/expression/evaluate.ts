import { type Expression, ExpressionError, type Value } from "./ast.ts";
import { type Environment, equal, functionNamed, typeName } from "./functions.ts";
import { Undecided } from "./undecided.ts";

/** What names mean: `inputs`, `steps`, `item`, … */
export type Scope = Readonly<Record<string, Value | undefined>>;

/**
 * Computes an expression; runs no code but that of its own functions. What an object does not have is null.
 * Throws ExpressionError with the position.
 */
export function evaluate(expression: Expression, scope: Scope, environment: Environment): Value {
  const value = (of: Expression): Value => evaluate(of, scope, environment);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "list":
      return expression.items.map(value);
    case "object":
      return Object.fromEntries(expression.entries.map(([key, of]) => [key, value(of)]));
    case "name": {
      const found = Object.hasOwn(scope, expression.name) ? scope[expression.name] : undefined;
      if (found === undefined) throw new ExpressionError(`unknown name ${expression.name}`, expression.at);
      return found;
    }
    case "property":
      return member(value(expression.of), expression.name, environment, expression.at);
    case "index":
      return member(value(expression.of), value(expression.index), environment, expression.at);
    case "not":
      return !truthy(value(expression.of));
    case "call":
      return call(expression.name, expression.args.map(value), environment, expression.at);
    case "binary":
      return binary(expression, value);
  }
}

/** false, null, 0 and "" are not; everything else is. */
export function truthy(value: Value): boolean {
  return value !== false && value !== null && value !== 0 && value !== "";
}

function member(of: Value, key: Value, { mask }: Environment, at: number): Value {
  if (of === null) return null;
  if (Array.isArray(of)) {
    if (typeof key === "number") return of[key] ?? null;
    throw new ExpressionError(`a list has no ${mask(JSON.stringify(key))}, only numbers from 0`, at);
  }
  if (typeof of === "object" && (typeof key === "string" || typeof key === "number")) {
    return Object.hasOwn(of, key) ? ((of as Readonly<Record<string, Value>>)[key] ?? null) : null;
  }
  throw new ExpressionError(`${typeName(of)} has no ${mask(JSON.stringify(key))}`, at);
}

function call(name: string, args: readonly Value[], environment: Environment, at: number): Value {
  const known = functionNamed(name);
  if (!known) throw new ExpressionError(`unknown function ${name}`, at);
  try {
    return known.call(args, environment);
  } catch (error) {
    if (error instanceof Undecided) throw error;
    throw new ExpressionError((error as Error).message, at);
  }
}

function binary(
  { operator, left, right, at }: Extract<Expression, { kind: "binary" }>,
  value: (of: Expression) => Value,
): Value {
  const a = value(left);
  if (operator === "&&") return truthy(a) ? value(right) : a;
  if (operator === "||") return truthy(a) ? a : value(right);
  const b = value(right);
  if (operator === "==") return equal(a, b);
  if (operator === "!=") return !equal(a, b);
  const order = compare(a, b);
  if (order === undefined) throw new ExpressionError(`${typeName(a)} and ${typeName(b)} have no order`, at);
  return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[operator];
}

function compare(a: Value, b: Value): number | undefined {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return undefined;
}
