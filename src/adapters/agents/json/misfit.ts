import { isObject, type Json } from "../../../domain/text/json.ts";

/**
 * What of a value does not follow a JSON Schema; undefined: it does. Knows `type`, `enum`, `required`, `properties` and
 * `items`, which is what answers are asked for with; keys beyond those do no harm.
 */
export function misfit(schema: Json, value: unknown, at = "it"): string | undefined {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOf(type, value)))
    return `${at} is no ${types.join(" or ")}`;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value))
    return `${at} is none of ${schema.enum.join(", ")}`;
  if (Array.isArray(value) && isObject(schema.items)) {
    const items = schema.items;
    return value
      .map((item, i) => misfit(items, item, `${at}[${i}]`))
      .find((problem) => problem !== undefined);
  }
  if (!isObject(value)) return undefined;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required.find((key) => !Object.hasOwn(value, key));
  if (missing !== undefined) return `${at} has no ${missing}`;
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  return properties
    .map(([key, inner]) => {
      // A program whose service wants every key gives `null` for what need not be there.
      const absent = !Object.hasOwn(value, key) || (value[key] === null && !required.includes(key));
      const here = !absent && isObject(inner);
      return here ? misfit(inner, value[key], at === "it" ? key : `${at}.${key}`) : undefined;
    })
    .find((problem) => problem !== undefined);
}

function isOf(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
