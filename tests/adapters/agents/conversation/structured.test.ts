import { describe, expect, it } from "@jest/globals";
import { jsonIn, structuredAnswer } from "../../../../src/adapters/agents/conversation/structured.ts";
import { misfit } from "../../../../src/adapters/agents/json/misfit.ts";
import { verdictSchema } from "../../../contracts/agent-answers.contract.ts";

describe("a structured answer", () => {
  it("of a review is its verdict and issues, without what is null", () => {
    const issues = [{ severity: "major", description: "d", file: null, line: 3 }];
    const nullable = structuredClone(verdictSchema) as {
      properties: { issues: { items: { properties: object } } };
    };
    Object.assign(nullable.properties.issues.items.properties, { file: { type: ["string", "null"] } });
    const value = { verdict: "rejected", issues };
    expect(structuredAnswer("a", nullable, value, "said")).toEqual({
      output: JSON.stringify(value, null, 2),
      verdict: "rejected",
      issues: [{ severity: "major", description: "d", file: undefined, line: 3, suggestion: undefined }],
    });
  });

  it("of any other step is its JSON", () => {
    expect(structuredAnswer("a", { type: "object" }, { criteria: ["x"] }, "said")).toEqual({
      output: '{\n  "criteria": [\n    "x"\n  ]\n}',
    });
  });

  it.each([
    [undefined, "it gave none"],
    [[], "it is no object"],
    [{ verdict: "approved" }, "it has no issues"],
    [{ verdict: "fine", issues: [] }, "verdict is none of approved, rejected"],
    [{ verdict: "approved", issues: [{ severity: "minor" }] }, "issues[0] has no description"],
    [{ verdict: "approved", issues: [{ severity: 1, description: "" }] }, "issues[0].severity is no string"],
  ])("that does not follow its schema is an error that says why: %j", (value, problem) => {
    expect(structuredAnswer("a", verdictSchema, value, "said")).toEqual({
      output: "said",
      error: { kind: "schema", message: `agent a was to give a structured answer, but ${problem}` },
    });
  });

  it("need not be one where a review ends in a readable verdict; its words are the answer", () => {
    const review = "All tests pass.\n\nVERDICT: approved";
    expect(structuredAnswer("a", verdictSchema, undefined, review)).toEqual({ output: review });
    const torn = "VERDICT: approved\n\nVERDICT: rejected";
    expect(structuredAnswer("a", verdictSchema, undefined, torn).error?.kind).toBe("schema");
    // What it was held to, and did not follow, is not mended by words.
    expect(structuredAnswer("a", verdictSchema, {}, review).error?.kind).toBe("schema");
  });

  it("need not be one where another step says its answer in words", () => {
    const criteria = { type: "object", required: ["criteria"] };
    expect(structuredAnswer("a", criteria, undefined, "- [ ] dark")).toEqual({ output: "- [ ] dark" });
    expect(structuredAnswer("a", criteria, undefined, " ").error?.kind).toBe("schema");
    expect(structuredAnswer("a", criteria, {}, "{}").error?.kind).toBe("schema");
  });

  it.each([
    [{ type: "integer" }, 1.5, true],
    [{ type: "integer" }, 1, false],
    [{ type: ["string", "null"] }, null, false],
    [{ type: "array", items: { type: "string" } }, ["a", 1], true],
    [{}, "anything", false],
    [{ properties: { a: { type: "string" } } }, { b: 1 }, false],
  ])("%j does not fit %j: %j", (schema, value, wrong) => {
    expect(misfit(schema, value) !== undefined).toBe(wrong);
  });

  it("is read from text, in a fence or without", () => {
    expect(jsonIn('{"a":1}')).toEqual({ a: 1 });
    expect(jsonIn('```json\n{"a":1}\n```\n')).toEqual({ a: 1 });
    expect(jsonIn("Here: {}")).toBeUndefined();
  });
});
