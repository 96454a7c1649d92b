import type { Finding, Path } from "../config/schema.ts";
import { suggestion } from "../config/validate.ts";
import { isObject } from "../text/json.ts";
import { isNumber } from "../text/numeral.ts";

type Check = (value: unknown, path: Path) => Finding[];

const types = ["object", "array", "string", "number", "integer", "boolean", "null"];

const anything: Check = () => [];
const text = kind("a text", (value) => typeof value === "string");
const flag = kind("true or false", (value) => typeof value === "boolean");
const number = kind("a number", isNumber);
const count = kind(
  "a whole number from 0",
  (value) => isNumber(value) && Number.isInteger(Number(value)) && Number(value) >= 0,
);
const list = kind("a list with something in it", (value) => Array.isArray(value) && value.length > 0);
const names = kind(
  "a list of names",
  (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
);

/** All that a schema may say. What stands here is held to by `misfit`, or is for people and agents to read. */
const keywords: Readonly<Record<string, Check>> = {
  $schema: text,
  $comment: text,
  title: text,
  description: text,
  default: anything,
  examples: anything,
  type: (value, path) => [value].flat().flatMap((one) => typeProblem(one, path)),
  enum: list,
  const: anything,
  properties: (value, path) => {
    if (!isObject(value)) return [wrong(path, "an object of schemas by name")];
    return Object.entries(value).flatMap(([key, of]) => checkSchema(of, [...path, key]));
  },
  required: names,
  additionalProperties: (value, path) => (typeof value === "boolean" ? [] : checkSchema(value, path)),
  items: (value, path) => checkSchema(value, path),
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  minLength: count,
  maxLength: count,
  pattern: kind("a regular expression", isPattern),
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  anyOf: schemas,
  oneOf: schemas,
  allOf: schemas,
  not: (value, path) => checkSchema(value, path),
};

/**
 * What is wrong with a JSON Schema, and what of it nobody would hold an answer to: a keyword that is not known here is
 * refused, for it would look as if it were kept.
 */
export function checkSchema(schema: unknown, path: Path): Finding[] {
  if (!isObject(schema)) return [wrong(path, "a JSON Schema: { … }")];
  return Object.entries(schema).flatMap(([keyword, value]): Finding[] => {
    const at = [...path, keyword];
    const check = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (check) return check(value, at);
    return [
      {
        path: at,
        message: "no answer is held to this keyword",
        fix: suggestion(keyword, Object.keys(keywords)),
      },
    ];
  });
}

function kind(what: string, holds: (value: unknown) => boolean): Check {
  return (value, path) => (holds(value) ? [] : [wrong(path, what)]);
}

function schemas(value: unknown, path: Path): Finding[] {
  const wanted = list(value, path);
  if (wanted.length > 0) return wanted;
  return (value as readonly unknown[]).flatMap((one, index) => checkSchema(one, [...path, index]));
}

function typeProblem(value: unknown, path: Path): Finding[] {
  if (types.includes(value as string)) return [];
  return [{ path, message: `${JSON.stringify(value)} is no type`, fix: suggestion(String(value), types) }];
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && new RegExp(value, "u") !== undefined;
  } catch {
    return false;
  }
}

function wrong(path: Path, what: string): Finding {
  return { path, message: "does not fit", fix: `Write ${what}` };
}
