import { canonicalJson } from "../text/canonical.ts";
import type { Value } from "./ast.ts";

/** What functions need of the outside, and of the step they stand in. */
export interface Environment {
  /** sha256, hex. */
  readonly hash: (text: string) => string;
  /** How the steps before this one came out; what `success()` and `failure()` say. */
  readonly failed: boolean;
  /** A text as it may be told to people: without what is secret in it. */
  readonly mask: (text: string) => string;
}

interface FunctionDefinition {
  readonly args: readonly [least: number, most: number];
  /** Throws an Error whose message says what is wrong with the arguments. */
  readonly call: (args: readonly Value[], environment: Environment) => Value;
}

/** Every function, by its name in small letters; called in any case. */
const functions: Readonly<Record<string, FunctionDefinition>> = {
  fromjson: { args: [1, 1], call: ([text], { mask }) => fromJson(text!, mask) },
  tojson: { args: [1, 1], call: ([value]) => JSON.stringify(value) },
  contains: { args: [2, 2], call: ([within, wanted]) => contains(within!, wanted!) },
  join: { args: [1, 2], call: ([list, separator = ","]) => join(list!, separator) },
  length: { args: [1, 1], call: ([value]) => length(value!) },
  hash: {
    args: [1, 1],
    call: ([value], { hash }) => hash(typeof value === "string" ? value : canonicalJson(value)),
  },
  success: { args: [0, 0], call: (_, { failed }) => !failed },
  failure: { args: [0, 0], call: (_, { failed }) => failed },
  always: { args: [0, 0], call: () => true },
};

/** A function by its name in any case; undefined where there is none. */
export function functionNamed(name: string): FunctionDefinition | undefined {
  const key = name.toLowerCase();
  return Object.hasOwn(functions, key) ? functions[key] : undefined;
}

/** The functions' names as they are written in the documentation. */
export const functionNames = [
  "fromJson",
  "toJson",
  "contains",
  "join",
  "length",
  "hash",
  "success",
  "failure",
  "always",
];

function fromJson(text: Value, mask: Environment["mask"]): Value {
  if (typeof text !== "string") throw new Error(`fromJson wants a text, not ${typeName(text)}`);
  try {
    return JSON.parse(text);
  } catch {
    // Masked whole: half a secret is not found.
    const told = mask(text);
    const shown = told.length > 40 ? `${told.slice(0, 40)}…` : told;
    throw new Error(`fromJson: ${JSON.stringify(shown)} is not JSON`);
  }
}

function contains(within: Value, wanted: Value): Value {
  if (typeof within === "string") return within.includes(text(wanted));
  if (Array.isArray(within)) return within.some((item) => equal(item, wanted));
  throw new Error(`contains wants a list or a text, not ${typeName(within)}`);
}

function join(list: Value, separator: Value): Value {
  if (!Array.isArray(list)) throw new Error(`join wants a list, not ${typeName(list)}`);
  return list.map(text).join(text(separator));
}

function length(value: Value): Value {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (typeof value === "object" && value !== null) return Object.keys(value).length;
  throw new Error(`length wants a list, an object or a text, not ${typeName(value)}`);
}

/** Whether two values are the same JSON; the order of an object's keys does not count. */
export function equal(a: Value, b: Value): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && canonicalJson(a) === canonicalJson(b));
}

/** A value as text, where text is wanted: null is "", a list or an object its JSON. */
export function text(value: Value): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function typeName(value: Value): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    { boolean: "a boolean", number: "a number", string: "a text", object: "an object" }[
      typeof value as string
    ] ?? ""
  );
}
