import type { Value } from "../../expression/ast.ts";
import { isObject } from "../../text/json.ts";
import { Numeral, numberOf } from "../../text/numeral.ts";

/** The key that the digits of a number stand under; who has such a key of their own finds it with one more `$`. */
const digits = "$number";
const own = /^\$+number$/;

/** An input as a record keeps it, whose JSON would lose digits: `{"$number": "1.10"}`. `fromKept` reads it. */
export function toKept(value: Value): Value {
  if (value instanceof Numeral) return { [digits]: String(value) };
  if (Array.isArray(value)) return value.map(toKept);
  if (!isObject(value)) return value;
  return mapEntries(value, (key, of) => [own.test(key) ? `$${key}` : key, toKept(of)]);
}

/** What `toKept` was given. */
export function fromKept(value: Value): Value {
  if (Array.isArray(value)) return value.map(fromKept);
  if (!isObject(value)) return value;
  const text = value[digits];
  if (typeof text === "string") return numberOf(text) ?? text;
  return mapEntries(value, (key, of) => [own.test(key) ? key.slice(1) : key, fromKept(of)]);
}

function mapEntries(value: object, change: (key: string, of: Value) => [string, Value]): Value {
  return Object.fromEntries(Object.entries(value).map(([key, of]) => change(key, of)));
}
