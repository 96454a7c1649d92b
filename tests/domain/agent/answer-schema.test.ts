import { describe, expect, it } from "@jest/globals";
import { answerSchema, criteriaText } from "../../../src/domain/agent/answer-schema.ts";
import { sectionText } from "../../../src/domain/agent/prompt-section.ts";
import { parseVerdict } from "../../../src/domain/agent/verdict.ts";
import { builtinWorkflows } from "../../../src/domain/definition/story/builtin.ts";

const step = (id: string) => builtinWorkflows[0]!.steps.find((s) => s.id === id)!;
const issue = { severity: "major", description: "loses data", file: null, line: null, suggestion: null };

describe("the schema of an answer", () => {
  it("is there for reviews and acceptance criteria, and for nothing else", () => {
    const held = builtinWorkflows[0]!.steps.filter((s) => answerSchema(s)).map((s) => s.id);
    expect(held).toEqual(["refine", "review"]);
    expect(answerSchema({ ...step("implement"), id: "refine" })).toBeUndefined();
  });
});

describe("a review that was held to it", () => {
  const answer = { findings: "It must not be landed.\n\nMore.", verdict: "rejected", issues: [issue] };

  it("is read, and its findings go into the story", () => {
    const output = JSON.stringify(answer);
    expect(parseVerdict(output)).toEqual({
      verdict: "rejected",
      issues: [{ severity: "major", description: "loses data" }],
    });
    const text = sectionText("review", output, "")?.review?.text;
    expect(text).toBe("**Rejected.**\n\nIt must not be landed.\n\nMore.\n\n- major: loses data");
  });

  it("is no approval where its findings say otherwise", () => {
    const approved = { ...answer, verdict: "approved", issues: [] };
    for (const findings of [
      "VERDICT: rejected",
      "Verdict: not yet",
      '```json\n{"verdict":"rejected"}\n```',
    ]) {
      expect(parseVerdict(JSON.stringify({ ...approved, findings }))).toHaveProperty("problem");
    }
    expect(parseVerdict(JSON.stringify({ ...approved, findings: "Fine.\nVERDICT: approved" }))).toMatchObject(
      {
        verdict: "approved",
      },
    );
  });
});

describe("acceptance criteria that were held to it", () => {
  it("become a list", () => {
    const criteria = ["One", "- [ ] Two\nin two lines", " ", 3];
    const list = "- [ ] One\n- [ ] Two\n  in two lines";
    expect(criteriaText(JSON.stringify({ criteria }))).toBe(list);
    expect(criteriaText(`\`\`\`json\n${JSON.stringify({ criteria })}\n\`\`\``)).toBe(list);
    expect(sectionText("refine", JSON.stringify({ criteria }), "# A story\n")?.refine?.text).toBe(list);
  });

  it("stay as they are where they are text", () => {
    for (const text of ["- [ ] One\n- [ ] Two", "{ not json", '{"other": 1}', ""])
      expect(criteriaText(text)).toBe(text);
  });
});
