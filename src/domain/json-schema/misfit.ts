import { canonicalJson } from "../text/canonical.ts";
import { isObject, type Json } from "../text/json.ts";

/**
 * What of plain data does not follow a JSON Schema; undefined: it does. Knows the keywords that `checkSchema` lets
 * through; others do no harm.
 */
export function misfit(schema: Json, value: unknown, at = "it"): string | undefined {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return `${at} is no ${types.join(" or ")}`;
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => same(one, value)))
    return `${at} is none of ${schema.enum.map((one) => (typeof one === "string" ? one : canonicalJson(one))).join(", ")}`;
  if (schema.const !== undefined && !same(schema.const, value))
    return `${at} is not ${canonicalJson(schema.const)}`;
  return (
    inChoices(schema, value, at) ??
    (typeof value === "string" ? inText(schema, value, at) : undefined) ??
    (typeof value === "number" ? inNumber(schema, value, at) : undefined) ??
    (Array.isArray(value) ? inList(schema, value, at) : undefined) ??
    (isObject(value) ? inObject(schema, value, at) : undefined)
  );
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function inChoices({ anyOf, oneOf, allOf, not }: Json, value: unknown, at: string): string | undefined {
  const fitting = (of: unknown) => schemasIn(of).filter((schema) => misfit(schema, value, at) === undefined);
  if (isObject(not) && misfit(not, value, at) === undefined) return `${at} is what it must not be`;
  if (anyOf !== undefined && fitting(anyOf).length === 0) return `${at} fits none of anyOf`;
  if (oneOf !== undefined && fitting(oneOf).length !== 1)
    return `${at} fits ${fitting(oneOf).length} of oneOf`;
  return firstOf(schemasIn(allOf), (schema) => misfit(schema, value, at));
}

function schemasIn(of: unknown): readonly Json[] {
  return Array.isArray(of) ? of.filter(isObject) : [];
}

function inText(schema: Json, value: string, at: string): string | undefined {
  const { pattern } = schema;
  if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value))
    return `${at} does not match ${pattern}`;
  return outOf(schema, ["minLength", "maxLength"], [...value].length, `${at} has`, "characters");
}

function inNumber(schema: Json, value: number, at: string): string | undefined {
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum)
    return `${at} is ${value}, and not above ${exclusiveMinimum}`;
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum)
    return `${at} is ${value}, and not below ${exclusiveMaximum}`;
  return outOf(schema, ["minimum", "maximum"], value, `${at} is`, "");
}

function inList(schema: Json, value: readonly unknown[], at: string): string | undefined {
  const { items } = schema;
  const count = outOf(schema, ["minItems", "maxItems"], value.length, `${at} has`, "items");
  if (count !== undefined) return count;
  if (schema.uniqueItems === true && new Set(value.map(canonicalJson)).size < value.length)
    return `${at} has items that are the same`;
  return isObject(items)
    ? firstOf([...value.entries()], ([i, item]) => misfit(items, item, `${at}[${i}]`))
    : undefined;
}

/** A bound that a number keeps or not. */
function outOf(
  schema: Json,
  [least, most]: readonly [string, string],
  value: number,
  what: string,
  unit: string,
): string | undefined {
  const [min, max] = [schema[least], schema[most]];
  const said = (word: string, bound: number) =>
    `${what} ${value}${unit && ` ${unit}`}, and not at ${word} ${bound}`;
  if (typeof min === "number" && value < min) return said("least", min);
  return typeof max === "number" && value > max ? said("most", max) : undefined;
}

function inObject(schema: Json, value: Json, at: string): string | undefined {
  const { additionalProperties: others } = schema;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? schema.properties : {};
  const missing = required.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return `${at} has no ${missing}`;
  return firstOf(Object.entries(value), ([key, inner]) => {
    const place = at === "it" ? key : `${at}.${key}`;
    if (!Object.hasOwn(properties, key)) {
      if (others === false) return `${at} has ${key}, which the schema does not`;
      return isObject(others) ? misfit(others, inner, place) : undefined;
    }
    const of = properties[key];
    // A program whose service wants every key gives `null` for what need not be there.
    const isAbsent = inner === null && !required.includes(key);
    return !isAbsent && isObject(of) ? misfit(of, inner, place) : undefined;
  });
}

function firstOf<T>(all: readonly T[], problem: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = problem(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
