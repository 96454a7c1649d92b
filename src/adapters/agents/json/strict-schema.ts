import { isObject, type Json } from "../../../domain/text/json.ts";

/**
 * A JSON Schema as services take it that hold an answer to it strictly: in every object all keys are required and no
 * others allowed; what was not required may be `null`.
 */
export function strictSchema(schema: Json): Json {
  const items = isObject(schema.items) ? { items: strictSchema(schema.items) } : {};
  if (!isObject(schema.properties)) return { ...schema, ...items };
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = Object.entries(schema.properties).map(([key, inner]) => {
    const strict = isObject(inner) ? strictSchema(inner) : inner;
    return [key, required.includes(key) ? strict : orNull(strict)] as const;
  });
  return {
    ...schema,
    ...items,
    required: properties.map(([key]) => key),
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

function orNull(schema: unknown): unknown {
  if (!isObject(schema) || schema.type === undefined) return schema;
  const choices = Array.isArray(schema.enum) ? { enum: [...new Set([...schema.enum, null])] } : {};
  return { ...schema, type: [...new Set([schema.type, "null"].flat())], ...choices };
}
