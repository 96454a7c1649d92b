import { parseDuration } from "../text/duration.ts";
import { isObject } from "../text/json.ts";
import { nearest } from "../text/nearest.ts";
import type {
  DurationSchema,
  Finding,
  ListSchema,
  MapSchema,
  NumberSchema,
  ObjectSchema,
  Path,
  Schema,
  TextRule,
  TextSchema,
  ValueKind,
  ValueSchema,
  VariantSchema,
} from "./schema.ts";

/**
 * Reads data against its schema: defaults filled in, durations as milliseconds, keys in the schema's order.
 * Everything wrong is listed in `findings`; `value` is only of use when there are none.
 */
export function validate(schema: Schema, data: unknown): { value: unknown; findings: Finding[] } {
  const findings: Finding[] = [];
  const value = read(schema, data, [], findings);
  return { value, findings };
}

function read(schema: Schema, data: unknown, path: Path, findings: Finding[]): unknown {
  switch (schema.kind) {
    case "text":
      return readText(schema, data, path, findings);
    case "duration":
      return readDuration(schema, data, path, findings);
    case "number":
      return readNumber(schema, data, path, findings);
    case "boolean":
      return typeof data === "boolean" ? data : wrongType(data, "true or false", path, findings);
    case "choice":
      return readChoice(schema.of, data, path, findings);
    case "value":
      return readValue(schema, data, path, findings);
    case "list":
      return readList(schema, data, path, findings);
    case "map":
      return readMap(schema, data, path, findings);
    case "object":
      return readObject(schema, data, path, findings);
    case "variant":
      return readVariant(schema, data, path, findings);
  }
}

/** What stands for data that is absent; `undefined` where there is no default. */
function absent(schema: Schema): unknown {
  switch (schema.kind) {
    case "duration":
      return schema.default === undefined ? undefined : parseDuration(schema.default);
    case "number":
    case "choice":
    case "list":
      return schema.default;
    case "map":
      return {};
    case "object":
      return schema.optional ? undefined : readObject(schema, {}, [], []);
    default:
      return undefined;
  }
}

function readText(schema: TextSchema, data: unknown, path: Path, findings: Finding[]): unknown {
  if (typeof data !== "string") return wrongType(data, "a text in quotes", path, findings);
  if (data.includes("\0")) return found(findings, path, "holds a NUL character", "Remove it");
  if (!schema.empty && data.trim() === "")
    return found(findings, path, "is empty", "Write a value or remove it");
  if (schema.rule && !new RegExp(schema.rule.pattern).test(data)) {
    return found(findings, path, `${JSON.stringify(data)} does not fit`, `Write ${schema.rule.says}`);
  }
  return data;
}

function readDuration(schema: DurationSchema, given: unknown, path: Path, findings: Finding[]): unknown {
  const bare = schema.seconds && typeof given === "number";
  if (typeof given !== "string" && !bare) {
    const example = typeof given === "number" ? `"${given}s" or "${given}m"` : '"60m"';
    return wrongType(given, `a duration in quotes with its unit, such as ${example}`, path, findings);
  }
  let ms: number;
  try {
    ms = typeof given === "string" ? parseDuration(given) : Math.round(Number(given) * 1000);
  } catch (error) {
    return found(findings, path, (error as Error).message, 'Write it like "60m" or "48h"');
  }
  if (!(ms >= parseDuration(schema.min) && ms <= parseDuration(schema.max))) {
    return found(findings, path, `${given} is out of bounds`, `Write ${schema.min} to ${schema.max}`);
  }
  return ms;
}

function readNumber(schema: NumberSchema, data: unknown, path: Path, findings: Finding[]): unknown {
  const { whole, min = Number.NEGATIVE_INFINITY, above = Number.NEGATIVE_INFINITY, max } = schema;
  const kind = whole ? "a whole number" : "a number";
  if (typeof data !== "number") return wrongType(data, `${kind} without quotes`, path, findings);
  if ((whole && !Number.isInteger(data)) || !(data >= min && data > above && data <= max)) {
    const lower = schema.min === undefined ? `above ${schema.above}` : `from ${schema.min}`;
    return found(findings, path, `${data} is out of bounds`, `Write ${kind} ${lower} to ${max}`);
  }
  return data;
}

function readChoice(words: readonly string[], data: unknown, path: Path, findings: Finding[]): unknown {
  if (typeof data !== "string") return wrongType(data, `one of ${words.join(", ")}`, path, findings);
  if (words.includes(data)) return data;
  return found(findings, path, `unknown value ${JSON.stringify(data)}`, suggestion(data, words));
}

function readValue(schema: ValueSchema, data: unknown, path: Path, findings: Finding[]): unknown {
  if (!schema.of || schema.of.includes(kindOf(data))) return data;
  const words = schema.of.map((kind) => kindWords[kind]);
  return wrongType(data, words.join(" or "), path, findings);
}

const kindWords: Readonly<Record<ValueKind, string>> = {
  text: "a text",
  number: "a number",
  boolean: "true or false",
  null: "nothing",
  list: "a list: [ … ]",
  object: "an object: { … }",
};

function kindOf(data: unknown): ValueKind {
  if (data === null) return "null";
  if (Array.isArray(data)) return "list";
  return typeof data === "string" ? "text" : (typeof data as "number" | "boolean" | "object");
}

function readList(schema: ListSchema, data: unknown, path: Path, findings: Finding[]): unknown {
  if (schema.single && data !== null && typeof data !== "object") {
    return [read(schema.of, data, path, findings)];
  }
  if (!Array.isArray(data)) return wrongType(data, "a list: [ … ]", path, findings);
  if (data.length < (schema.min ?? 0)) {
    return found(findings, path, "is an empty list", `Write ${schema.min} or more entries, or remove it`);
  }
  return data.map((item, index) => read(schema.of, item, [...path, index], findings));
}

function readMap(schema: MapSchema, data: unknown, path: Path, findings: Finding[]): unknown {
  if (!isObject(data)) return wrongType(data, "an object: { … }", path, findings);
  const entries = Object.entries(data).map(([key, item]): [string, unknown] => {
    const at = [...path, key];
    checkKey(key, schema.names, schema.rule, at, findings);
    return [key, read(schema.of, item, at, findings)];
  });
  return Object.fromEntries(entries);
}

function checkKey(
  key: string,
  names: readonly string[] | undefined,
  rule: TextRule | undefined,
  path: Path,
  findings: Finding[],
): void {
  if (names && !names.includes(key)) found(findings, path, "unknown key", suggestion(key, names));
  // Assigning to it would change the object's prototype in code that copies the map.
  if (key === "__proto__" || (rule && !new RegExp(rule.pattern).test(key))) {
    found(
      findings,
      path,
      `${JSON.stringify(key)} cannot be a name here`,
      `Write ${rule?.says ?? "another name"}`,
    );
  }
}

function readObject(
  schema: ObjectSchema,
  data: unknown,
  path: Path,
  findings: Finding[],
): Record<string, unknown> | undefined {
  if (!isObject(data)) return wrongType(data, "an object: { … }", path, findings);
  const names = Object.keys(schema.keys);
  for (const key of Object.keys(data)) checkKey(key, names, undefined, [...path, key], findings);
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(data, key)) found(findings, path, `${key} is missing`, `Add ${JSON.stringify(key)}`);
  }
  const entries = Object.entries(schema.keys).flatMap(([key, child]): [string, unknown][] => {
    const value = Object.hasOwn(data, key) ? read(child, data[key], [...path, key], findings) : absent(child);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(entries);
}

function readVariant(schema: VariantSchema, data: unknown, path: Path, findings: Finding[]): unknown {
  if (!isObject(data)) return wrongType(data, "an object: { … }", path, findings);
  const types = Object.keys(schema.of);
  const own = path.at(-1);
  if (!Object.hasOwn(data, schema.by) && schema.implied?.some((name) => name === own)) {
    return readVariant(schema, { [schema.by]: own, ...data }, path, findings);
  }
  if (!Object.hasOwn(data, schema.by)) {
    return found(
      findings,
      path,
      `${schema.by} is missing`,
      `Add ${JSON.stringify(schema.by)}: ${types.join(", ")}`,
    );
  }
  const type = readChoice(types, data[schema.by], [...path, schema.by], findings);
  const shape = typeof type === "string" ? schema.of[type] : undefined;
  return shape && readObject(shape, data, path, findings);
}

function wrongType(data: unknown, wanted: string, path: Path, findings: Finding[]): undefined {
  const given =
    data === null ? "null" : Array.isArray(data) ? "a list" : isObject(data) ? "an object" : typeof data;
  return found(findings, path, `wrong type (${given})`, `Write ${wanted}`);
}

/** "Did you mean …?", or all there is to choose from. */
export function suggestion(word: string, words: readonly string[]): string {
  const [near] = nearest(word, words, 1);
  if (near !== undefined) return `Did you mean ${JSON.stringify(near)}?`;
  return words.length === 0 ? "There is none to choose from" : `Choose from: ${words.join(", ")}`;
}

function found(findings: Finding[], path: Path, message: string, fix: string): undefined {
  findings.push({ path, message, fix });
  return undefined;
}
