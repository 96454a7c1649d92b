import type { Schema } from "../../../domain/config/schema.ts";
import { configSchema } from "./keys.ts";

/** The table of all config keys for docs/config.md. */
export function configTable(): string {
  const rows = merge(leaves(configSchema, "")).map(({ key, schema, types }) => {
    const text = types.length > 0 ? `${schema.description} (${types.join(", ")})` : schema.description;
    return `| ${[`\`${key}\``, typeName(schema), standard(schema), text].map(cell).join(" | ")} |`;
  });
  return `${["| key | type | default | what it does |", "|---|---|---|---|", ...rows].join("\n")}\n`;
}

interface Leaf {
  readonly key: string;
  readonly schema: Schema;
  /** The variants that have the key; none: every one. */
  readonly types: readonly string[];
}

function leaves(schema: Schema, key: string): Leaf[] {
  const under = (name: string) => (key === "" ? name : `${key}.${name}`);
  switch (schema.kind) {
    case "object":
      return Object.entries(schema.keys).flatMap(([name, child]) => leaves(child, under(name)));
    case "map":
      return leaves(schema.of, under(schema.key)).map((leaf) => withParent(leaf, schema, under(schema.key)));
    case "variant":
      return Object.entries(schema.of).flatMap(([type, child]) =>
        leaves(child, key).map((leaf) => (leaf.key === under(schema.by) ? leaf : { ...leaf, types: [type] })),
      );
    case "text":
    case "duration":
    case "number":
    case "boolean":
    case "choice":
    case "value":
    case "list":
      return [{ key, schema, types: [] }];
  }
}

/** One row per key, also where several variants have it. */
function merge(all: readonly Leaf[]): Leaf[] {
  const byKey = new Map<string, Leaf>();
  for (const leaf of all) {
    const other = byKey.get(leaf.key);
    byKey.set(leaf.key, other ? { ...other, ...both(other, leaf) } : leaf);
  }
  return [...byKey.values()];
}

function both(one: Leaf, other: Leaf): Pick<Leaf, "schema" | "types"> {
  const types = [...one.types, ...other.types];
  if (one.schema.kind !== "choice" || other.schema.kind !== "choice") return { schema: one.schema, types };
  const of = [...one.schema.of, ...other.schema.of];
  return {
    schema: {
      ...one.schema,
      of,
      description: "How the agent is reached; under a program's own name it need not be said.",
    },
    types,
  };
}

/** A map of plain values is described by the map; one of objects by each of their keys. */
function withParent(leaf: Leaf, map: Schema, key: string): Leaf {
  return leaf.key === key ? { ...leaf, schema: { ...leaf.schema, description: map.description } } : leaf;
}

function typeName(schema: Schema): string {
  switch (schema.kind) {
    case "text":
      return "text";
    case "duration":
      return `duration, ${schema.min} to ${schema.max}`;
    case "number":
      return schema.whole ? `whole number, ${schema.min} to ${schema.max}` : "number (USD)";
    case "choice":
      return schema.of.map((word) => `\`${word}\``).join(", ");
    case "list":
      return "list of texts";
    case "boolean":
    case "value":
    case "map":
    case "object":
    case "variant":
      return schema.kind;
  }
}

function standard(schema: Schema): string {
  const value = "default" in schema ? schema.default : undefined;
  if (value === undefined) return "";
  return Array.isArray(value) ? value.map((item) => `\`${item}\``).join(", ") || "none" : `\`${value}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
