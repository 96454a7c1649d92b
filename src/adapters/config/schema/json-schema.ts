import type { ObjectSchema, Schema, ValueKind, VariantSchema } from "../../../domain/config/schema.ts";
import { durationPattern } from "../../../domain/text/duration.ts";
import { agentSchema } from "./agents.ts";
import { configSchema } from "./keys.ts";

type Json = Record<string, unknown>;

/** The JSON Schema (draft-07, which every editor knows) of `.agentic-sdlc.json`, as a file's text. */
export function configJsonSchema(): string {
  const head = { $schema: "http://json-schema.org/draft-07/schema#", title: ".agentic-sdlc.json" };
  const schema = { ...head, ...(jsonSchema(configSchema) as { properties: { agents: Json } }) };
  schema.properties.agents.properties = impliedTypes(agentSchema, "#/properties/agents/additionalProperties");
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** A description of data as a JSON Schema. */
export function jsonSchema(schema: Schema): Json {
  const standard = "default" in schema && schema.default !== undefined ? { default: schema.default } : {};
  return { description: schema.description, ...shape(schema), ...standard };
}

function shape(schema: Schema): Json {
  switch (schema.kind) {
    case "text":
      return {
        type: "string",
        ...(schema.empty ? {} : { minLength: 1 }),
        ...(schema.rule && { pattern: schema.rule.pattern }),
      };
    case "duration":
      return schema.seconds
        ? { type: ["string", "number"], pattern: durationPattern, minimum: 0 }
        : { type: "string", pattern: durationPattern };
    case "number":
      return {
        type: schema.whole ? "integer" : "number",
        ...(schema.min !== undefined && { minimum: schema.min }),
        ...(schema.above !== undefined && { exclusiveMinimum: schema.above }),
        maximum: schema.max,
      };
    case "boolean":
      return { type: "boolean" };
    case "choice":
      return { enum: schema.of };
    case "value":
      return schema.of ? { type: schema.of.map((kind) => jsonTypes[kind]) } : {};
    case "list": {
      const list = {
        type: "array",
        items: jsonSchema(schema.of),
        ...(schema.min && { minItems: schema.min }),
      };
      return schema.single ? { anyOf: [jsonSchema(schema.of), list] } : list;
    }
    case "map":
      return {
        type: "object",
        ...(schema.names && { propertyNames: { enum: schema.names } }),
        ...(schema.rule && { propertyNames: { pattern: schema.rule.pattern } }),
        additionalProperties: jsonSchema(schema.of),
      };
    case "object":
      return objectShape(schema);
    case "variant":
      return { oneOf: Object.values(schema.of).map(jsonSchema) };
  }
}

const jsonTypes: Readonly<Record<ValueKind, string>> = {
  text: "string",
  number: "number",
  boolean: "boolean",
  null: "null",
  list: "array",
  object: "object",
};

/**
 * What stands under an agent's name that says its type itself: one of any type, or that one's keys without it. `place`:
 * where the schema of any agent is.
 */
function impliedTypes({ by, implied = [], of }: VariantSchema, place: string): Json {
  const types = implied.map((name) => {
    const variant = `${place}/oneOf/${Object.keys(of).indexOf(name)}/properties`;
    const keys = Object.keys(of[name]?.keys ?? {}).filter((key) => key !== by);
    const properties = Object.fromEntries(keys.map((key) => [key, { $ref: `${variant}/${key}` }]));
    return [name, { anyOf: [{ $ref: place }, { type: "object", properties, additionalProperties: false }] }];
  });
  return Object.fromEntries(types);
}

function objectShape(schema: ObjectSchema): Json {
  const properties = Object.entries(schema.keys).map(([key, child]) => [key, jsonSchema(child)]);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    ...(schema.required && { required: schema.required }),
  };
}
