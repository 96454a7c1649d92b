import { isObject, type Json } from "../text/json.ts";

/** What every service knows that holds an answer to a schema. */
const known = ["type", "enum", "title", "description", "required"];

/**
 * A JSON Schema as a form that services hold an answer to: objects of named properties, lists and plain values, with
 * these `more` properties. What else it asks for is checked in the answer. Undefined: it is no form.
 */
export function formOf(schema: Json, more: Json): Json | undefined {
  const form = part(schema);
  if (!isObject(form?.properties)) return undefined;
  return { ...form, properties: { ...form.properties, ...more } };
}

function part(schema: unknown): Json | undefined {
  if (!isObject(schema)) return undefined;
  const own = Object.fromEntries(Object.entries(schema).filter(([key]) => known.includes(key)));
  if (schema.type === "array") {
    const items = part(schema.items);
    return items && { ...own, items };
  }
  if (schema.type === "object") {
    if (!isObject(schema.properties)) return undefined;
    const properties = Object.entries(schema.properties).map(([key, of]) => [key, part(of)] as const);
    if (properties.some(([, of]) => of === undefined)) return undefined;
    return { ...own, properties: Object.fromEntries(properties) };
  }
  const types = [schema.type].flat();
  const plain =
    types.length > 0 && types.every((type) => typeof type === "string" && plainTypes.includes(type));
  return plain ? own : undefined;
}

const plainTypes = ["string", "number", "integer", "boolean", "null"];
