import { describe, expect, it } from "@jest/globals";
import { checkSchema } from "../../../src/domain/json-schema/check.ts";
import { formOf } from "../../../src/domain/json-schema/form.ts";
import { misfit } from "../../../src/domain/json-schema/misfit.ts";

const list = { type: "array", items: { type: "integer" } };

describe("data and a JSON Schema", () => {
  it.each<[object, unknown, string | undefined]>([
    [{}, { any: "thing" }, undefined],
    [{ type: ["string", "null"] }, null, undefined],
    [{ type: "integer" }, 1.5, "it is no integer"],
    [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }, undefined],
    [{ const: 1 }, 2, "it is not 1"],
    [{ enum: [{ a: 1 }, "x"] }, { a: 1 }, undefined],
    [{ enum: [{ a: 1 }, "x"] }, "y", 'it is none of {"a":1}, x'],
    [{ minLength: 2, maxLength: 2 }, "🙂🙂", undefined],
    [{ maxLength: 1 }, "ab", "it has 2 characters, and not at most 1"],
    [{ pattern: "^a+$" }, "ab", "it does not match ^a+$"],
    [{ minimum: 1, maximum: 3 }, 3, undefined],
    [{ minimum: 1 }, 0.5, "it is 0.5, and not at least 1"],
    [{ exclusiveMinimum: 1 }, 1, "it is 1, and not above 1"],
    [{ exclusiveMaximum: 1 }, 1, "it is 1, and not below 1"],
    [list, [1, 2, "3"], "it[2] is no integer"],
    [{ minItems: 1 }, [], "it has 0 items, and not at least 1"],
    [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], "it has items that are the same"],
    [{ required: ["a"] }, {}, "it has no a"],
    [{ properties: { a: { properties: { b: list } } } }, { a: { b: [0.5] } }, "a.b[0] is no integer"],
    [{ properties: { a: list } }, { a: null }, undefined],
    [{ properties: { a: list }, required: ["a"] }, { a: null }, "a is no array"],
    [{ properties: { a: {} }, additionalProperties: false }, { b: 1 }, "it has b, which the schema does not"],
    [{ additionalProperties: { type: "number" } }, { b: "1" }, "b is no number"],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, 1, "it fits none of anyOf"],
    [{ oneOf: [{ type: "number" }, { minimum: 2 }] }, 3, "it fits 2 of oneOf"],
    [{ oneOf: [{ type: "number" }, { type: "string" }] }, 3, undefined],
    [{ allOf: [{ type: "number" }, { minimum: 2 }] }, 1, "it is 1, and not at least 2"],
    [{ not: { type: "string" } }, "a", "it is what it must not be"],
    [{ minimum: 5, minLength: 5, minItems: 5, required: ["a"] }, true, undefined],
  ])("%j and %j", (schema, value, problem) => {
    expect(checkSchema(schema, [])).toEqual([]);
    expect(misfit(schema as never, value)).toBe(problem);
  });
});

describe("a JSON Schema is refused", () => {
  it.each<[unknown, string]>([
    [[], "schema: does not fit. Write a JSON Schema: { … }"],
    [{ requried: ["a"] }, 'schema.requried: no answer is held to this keyword. Did you mean "required"?'],
    [
      { properties: { a: { $ref: "#/x" } } },
      "schema.properties.a.$ref: no answer is held to this keyword. Choose",
    ],
    [{ type: "int" }, 'schema.type: "int" is no type. Did you mean "integer"?'],
    [{ type: ["string", 1] }, "schema.type: 1 is no type. Choose from"],
    [{ items: [{ type: "string" }] }, "schema.items: does not fit. Write a JSON Schema"],
    [{ pattern: "(" }, "schema.pattern: does not fit. Write a regular expression"],
    [{ minLength: -1 }, "schema.minLength: does not fit. Write a whole number from 0"],
    [{ required: "a" }, "schema.required: does not fit. Write a list of names"],
    [{ enum: [] }, "schema.enum: does not fit. Write a list with something in it"],
    [
      { anyOf: [{ tpye: "string" }] },
      'schema.anyOf.0.tpye: no answer is held to this keyword. Did you mean "type"?',
    ],
    [{ uniqueItems: "yes" }, "schema.uniqueItems: does not fit. Write true or false"],
  ])("%j", (schema, says) => {
    const told = checkSchema(schema, ["schema"]).map(
      ({ path, message, fix }) => `${path.join(".")}: ${message}. ${fix}`,
    );
    expect(told).toEqual([expect.stringContaining(says)]);
  });
});

describe("a form", () => {
  it("has what services know, and more properties", () => {
    const schema = {
      type: "object",
      properties: { a: { ...list, minItems: 1 } },
      additionalProperties: false,
    };
    expect(formOf(schema, { question: { type: "string" } })).toEqual({
      type: "object",
      properties: { a: list, question: { type: "string" } },
    });
  });

  it.each([
    { type: "array", items: { type: "string" } },
    { type: "object", properties: { a: { anyOf: [{ type: "string" }] } } },
    { type: "object", properties: { a: { type: "object", additionalProperties: { type: "string" } } } },
    { properties: { a: { type: "string" } } },
  ])("is not made of %j", (schema) => expect(formOf(schema, {})).toBeUndefined());
});
