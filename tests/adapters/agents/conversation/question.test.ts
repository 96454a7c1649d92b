import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { withQuestion } from "../../../../src/adapters/agents/conversation/question.ts";
import { structuredAnswer } from "../../../../src/adapters/agents/conversation/structured.ts";
import { answerSchema } from "../../../../src/domain/agent/answer-schema.ts";
import { builtinWorkflows } from "../../../../src/domain/definition/story/builtin.ts";
import { tempDirOfEach } from "../../../helpers/agents/processes.ts";

const temp = tempDirOfEach();

type Said = Parameters<typeof withQuestion>[0];

const noVerdict = { kind: "schema", message: "no verdict" } as const;
const asked = (output: string, more: Partial<Said> = {}) =>
  withQuestion<Said>({ output, ...more }, temp.dir, false);
const put = (result: object) => writeFileSync(join(temp.dir, "result.json"), JSON.stringify(result));

describe("a question", () => {
  it("is an answer that is nothing else", () => {
    expect(asked("QUESTION: Red\nor blue?\n").question).toBe("Red\nor blue?");
    expect(asked("Done.\nQUESTION: Red or blue?").question).toBeUndefined();
    expect(asked("QUESTION:").question).toBeUndefined();
  });

  it("is in the result file of a program that otherwise knows nothing of it", () => {
    put({ question: " Red or blue? ", verdict: "approved", output: "ignored" });
    expect(asked("I have asked.")).toEqual({ output: "I have asked.", question: "Red or blue?" });
    // A command agent has read its own.
    expect(withQuestion({ output: "hello" }, temp.dir, true)).toEqual({ output: "hello" });
  });

  it("is no unreadable answer, and does not hide what went wrong", () => {
    expect(asked("QUESTION: Which?", { error: noVerdict })).toMatchObject({
      question: "Which?",
      error: undefined,
    });
    const crash = { output: "QUESTION: Which?", error: { kind: "crash", message: "boom" } } as const;
    expect(withQuestion(crash, temp.dir, false)).toEqual(crash);
  });

  it("has a place in every form that an answer may have", () => {
    const steps = builtinWorkflows.flatMap(({ steps }) => steps);
    const schemas = steps.map(answerSchema).filter((schema) => schema !== undefined);
    expect(schemas.length).toBeGreaterThan(1);
    for (const schema of schemas) {
      expect(structuredAnswer("a", schema, { question: "Which?" }, "said")).toMatchObject({
        question: "Which?",
      });
      for (const question of ["", " ", "None.", "n/a", null]) {
        expect(structuredAnswer("a", schema, { question }, "said").question).toBeUndefined();
      }
      expect(schema).toMatchObject({ properties: { question: { type: "string" } } });
      expect(schema.required).not.toContain("question");
    }
  });
});
