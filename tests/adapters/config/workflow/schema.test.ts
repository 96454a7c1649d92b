import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parseYaml } from "../../../../src/adapters/config/source/yaml.ts";
import { workflowFileJsonSchema } from "../../../../src/adapters/config/workflow/schema.ts";
import { parseWorkflowFile } from "../../../../src/domain/definition/file/parse.ts";
import { wrongShapes } from "./cases.ts";
import { goodChild, goodFiles } from "./good.ts";

type Json = Readonly<Record<string, unknown>>;

/** As much of a JSON Schema validator as the schema needs; an unknown keyword is an error. */
function accepts(schema: Json, data: unknown): boolean {
  return Object.entries(schema).every(([keyword, value]) => {
    const check = keywords[keyword];
    if (!check) throw new Error(`the test does not know ${keyword}`);
    return check(data, value, schema);
  });
}

const always = () => true;
const ifText = (check: (text: string, value: never) => boolean) => (data: unknown, value: unknown) =>
  typeof data !== "string" || check(data, value as never);
const ifNumber = (check: (n: number, value: never) => boolean) => (data: unknown, value: unknown) =>
  typeof data !== "number" || check(data, value as never);
const keysOf = (data: unknown) => (typeOf(data) === "object" ? Object.keys(data as Json) : []);

const keywords: Readonly<Record<string, (data: unknown, value: unknown, schema: Json) => boolean>> = {
  $schema: always,
  title: always,
  description: always,
  default: always,
  type: (data, value) => {
    const types = [value].flat();
    return types.includes(typeOf(data)) || (types.includes("integer") && Number.isInteger(data));
  },
  enum: (data, value) => (value as unknown[]).includes(data),
  pattern: ifText((text, value: string) => new RegExp(value).test(text)),
  minLength: ifText((text, value: number) => text.length >= value),
  minimum: ifNumber((n, value: number) => n >= value),
  maximum: ifNumber((n, value: number) => n <= value),
  minItems: (data, value) => !Array.isArray(data) || data.length >= Number(value),
  items: (data, value) => !Array.isArray(data) || data.every((item) => accepts(value as Json, item)),
  required: (data, value) =>
    (value as string[]).every((key) => keysOf(data).includes(key) || typeOf(data) !== "object"),
  properties: (data, value) =>
    keysOf(data).every(
      (key) => !(key in (value as Json)) || accepts((value as Json)[key] as Json, (data as Json)[key]),
    ),
  additionalProperties: (data, value, { properties = {} }) =>
    keysOf(data)
      .filter((key) => !(key in (properties as Json)))
      .every((key) => value !== false && accepts(value as Json, (data as Json)[key])),
  propertyNames: (data, value) => keysOf(data).every((key) => accepts(value as Json, key)),
  oneOf: (data, value) => (value as Json[]).filter((schema) => accepts(schema, data)).length === 1,
  anyOf: (data, value) => (value as Json[]).some((schema) => accepts(schema, data)),
};

function typeOf(data: unknown): string {
  return data === null ? "null" : Array.isArray(data) ? "array" : typeof data;
}

const schema = JSON.parse(workflowFileJsonSchema()) as Json;

describe("schemas/workflow.schema.json", () => {
  it("is what the grammar says (else: node scripts/generate.mjs)", () => {
    const file = readFileSync(new URL("../../../../schemas/workflow.schema.json", import.meta.url), "utf8");
    expect(file).toBe(workflowFileJsonSchema());
  });

  it.each(Object.entries({ ...goodFiles, child: goodChild }))("accepts what is read: %s", (_, yaml) => {
    expect(accepts(schema, parseYaml(yaml).value)).toBe(true);
  });

  it.each(Object.entries(wrongShapes))("refuses what is refused: %s", (_, { yaml }) => {
    const { value } = parseYaml(yaml);
    expect([accepts(schema, value), parseWorkflowFile(value).findings.length > 0]).toEqual([false, true]);
  });

  it("goes with the reader wherever one key of a good file is changed", () => {
    const good = parseYaml(goodFiles["all of the grammar"]!).value;
    const instead = [null, true, -1, 0.5, "", "x y", [], {}, ["a"], { a: 1 }];
    const seen = { same: 0, refused: 0 };
    for (const path of pathsIn(good)) {
      for (const value of instead) {
        const data = changed(good, path, value);
        const refused = parseWorkflowFile(data).findings.length > 0;
        // What a key means in its place, an editor cannot know.
        if (!refused)
          expect([path.join("."), value, accepts(schema, data)]).toEqual([path.join("."), value, true]);
        if (!accepts(schema, data))
          expect([path.join("."), value, refused]).toEqual([path.join("."), value, true]);
        seen[refused ? "refused" : "same"]++;
      }
    }
    expect([seen.same > 200, seen.refused > 500]).toEqual([true, true]);
  });
});

function pathsIn(data: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof data !== "object" || data === null) return [path];
  return [path, ...Object.entries(data).flatMap(([key, value]) => pathsIn(value, [...path, key]))];
}

function changed(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(data) ? [...data] : { ...(data as Json) }) as Record<string, unknown>;
  copy[key] = changed(copy[key], rest, value);
  return copy;
}
