import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { configTable } from "../../../../src/adapters/config/schema/docs.ts";
import { configJsonSchema } from "../../../../src/adapters/config/schema/json-schema.ts";
import { configSchema } from "../../../../src/adapters/config/schema/keys.ts";
import type { Schema } from "../../../../src/domain/config/schema.ts";
import { validate } from "../../../../src/domain/config/validate.ts";
import { parseDuration } from "../../../../src/domain/text/duration.ts";

type Given = Record<string, unknown>;

/** Any data that the schema should accept. */
function accepted(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case "text":
      return fc
        .constantFrom("a", "some text", "ä/ö")
        .filter((t) => new RegExp(schema.rule?.pattern ?? "").test(t));
    case "duration":
      return fc.constantFrom("1ms", "90s", "1h30m", "1.5h", "24d");
    case "number":
      return fc.integer({ min: Math.max(schema.min ?? 1, 1), max: schema.max });
    case "boolean":
      return fc.boolean();
    case "choice":
      return fc.constantFrom(...schema.of);
    case "value":
      return fc.jsonValue();
    case "list":
      return fc.array(accepted(schema.of), { minLength: schema.min ?? 0, maxLength: 3 });
    case "map":
      return fc.dictionary(
        fc.constantFrom(...(schema.names ?? ["plan", "review", "x1"])),
        accepted(schema.of),
      );
    case "object": {
      const keys = Object.entries(schema.keys).map(([key, child]) => [key, accepted(child)] as const);
      const requiredKeys = schema.required ? [...schema.required] : [];
      return fc.record(Object.fromEntries(keys), { requiredKeys });
    }
    case "variant":
      return fc.oneof(...Object.values(schema.of).map(accepted));
  }
}

/** The file's form of what was read: durations in words again. */
function written(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case "duration":
      return `${value}ms`;
    case "map":
      return mapEntries(value as Given, (_, item) => written(schema.of, item));
    case "object":
      return mapEntries(value as Given, (key, item) => written(schema.keys[key]!, item));
    case "variant":
      return written(schema.of[(value as Given)[schema.by] as string]!, value);
    default:
      return value;
  }
}

function mapEntries(value: Given, change: (key: string, item: unknown) => unknown): Given {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(key, item)]));
}

/** Everything given is read, as it was given. */
function holds(schema: Schema, given: unknown, read: unknown): void {
  if (schema.kind === "duration") expect(read).toBe(parseDuration(given as string));
  else if (schema.kind === "map" || schema.kind === "object") {
    for (const [key, item] of Object.entries(given as Given)) {
      holds(schema.kind === "map" ? schema.of : schema.keys[key]!, item, (read as Given)[key]);
    }
  } else if (schema.kind === "variant") {
    holds(schema.of[(given as Given)[schema.by] as string]!, given, read);
  } else expect(read).toEqual(given);
}

describe("the config's schema", () => {
  it("accepts whatever it describes, keeps all of it, and reads it back the same", () => {
    fc.assert(
      fc.property(accepted(configSchema), (given) => {
        const { value, findings } = validate(configSchema, given);
        expect(findings).toEqual([]);
        holds(configSchema, given, value);
        const again = validate(configSchema, JSON.parse(JSON.stringify(written(configSchema, value))));
        expect(again).toEqual({ value, findings: [] });
      }),
    );
  });

  it("finds a key that does not belong, wherever it is put", () => {
    const homes = ["", "limits", "checkpoint", "agentEnv", "actions.plan", "agents.a", "agents.a.price"];
    const base = {
      actions: { plan: {} },
      agents: { a: { type: "command", command: ["x"], price: { inputPerMTok: 1, outputPerMTok: 1 } } },
    };
    for (const home of homes) {
      const data = structuredClone(base) as Given;
      let at = data;
      for (const key of home === "" ? [] : home.split(".")) {
        at[key] ??= {};
        at = at[key] as Given;
      }
      at.zzz = 1;
      const { findings } = validate(configSchema, data);
      expect(findings.map(({ path }) => path.join("."))).toEqual([home === "" ? "zzz" : `${home}.zzz`]);
    }
  });

  it("has defaults that it accepts", () => {
    const { value } = validate(configSchema, {});
    expect(validate(configSchema, written(configSchema, value))).toEqual({ value, findings: [] });
  });

  it("is what schemas/config.schema.json says (else: node scripts/generate.mjs)", () => {
    const file = readFileSync(new URL("../../../../schemas/config.schema.json", import.meta.url), "utf8");
    expect(file).toBe(configJsonSchema());
    expect(JSON.parse(file)).toMatchObject({
      additionalProperties: false,
      properties: { limits: { properties: { failures: { type: "integer", minimum: 1, default: 3 } } } },
    });
  });

  it("is what docs/config.md shows (else: node scripts/generate.mjs)", () => {
    const docs = readFileSync(new URL("../../../../docs/config.md", import.meta.url), "utf8");
    const shown = /<!-- generated:config -->\n([\s\S]*?)<!-- \/generated:config -->/.exec(docs)?.[1]?.trim();
    expect(shown).toBe(configTable().trim());
  });

  it("is a table with one row per key", () => {
    const keys = configTable()
      .split("\n")
      .flatMap((line) => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining([
        "agent",
        "agents.<name>.command",
        "limits.costPerDay",
        "gates.<step>",
        "secrets",
      ]),
    );
  });
});
