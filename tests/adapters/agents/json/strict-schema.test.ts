import { describe, expect, it } from "@jest/globals";
import { misfit } from "../../../../src/adapters/agents/json/misfit.ts";
import { strictSchema } from "../../../../src/adapters/agents/json/strict-schema.ts";
import { answerSchema } from "../../../../src/domain/agent/answer-schema.ts";
import { builtinWorkflows } from "../../../../src/domain/definition/story/builtin.ts";

/** Every object of a schema, wherever it is. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const own = value as Record<string, unknown>;
  return [...(own.type === "object" ? [own] : []), ...Object.values(own).flatMap(objectsIn)];
}

const schemas = builtinWorkflows[0]!.steps.map(answerSchema).filter((schema) => schema !== undefined);

describe("a strict schema", () => {
  it("requires every key of every object, and allows no other", () => {
    const objects = schemas.map(strictSchema).flatMap(objectsIn);
    expect(objects).toHaveLength(3);
    for (const { properties, required, additionalProperties } of objects) {
      expect(required).toEqual(Object.keys(properties as object));
      expect(additionalProperties).toBe(false);
    }
  });

  it("lets what was not required be null, and the rest be as it was", () => {
    const object = { type: "object", required: ["a"] };
    const either = { type: "string", enum: ["x"] };
    expect(
      strictSchema({
        ...object,
        properties: { a: either, b: either, c: { type: ["string", "null"] }, d: {} },
      }),
    ).toEqual({
      type: "object",
      required: ["a", "b", "c", "d"],
      additionalProperties: false,
      properties: {
        a: either,
        b: { type: ["string", "null"], enum: ["x", null] },
        c: { type: ["string", "null"] },
        d: {},
      },
    });
  });

  it("asks for answers that the schema it was made of takes", () => {
    const issue = { severity: "major", description: "d", file: null, line: null, suggestion: null };
    const review = { findings: null, verdict: "rejected", issues: [issue], question: null };
    expect(schemas.map((schema) => misfit(schema, review))).toContain(undefined);
    expect(schemas.map((schema) => misfit(strictSchema(schema), review))).toContain(undefined);
    const wrong = { ...review, verdict: null };
    expect(schemas.map((schema) => misfit(schema, wrong))).not.toContain(undefined);
  });
});
