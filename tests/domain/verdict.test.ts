import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseVerdict } from "../../src/domain/verdict.ts";

const approved = { verdict: "approved", issues: [] };

describe("a review's verdict", () => {
  it.each([
    ["the last line", "Fine.\nVERDICT: approved\n\n"],
    ["a JSON object at the end", 'Fine.\n{"verdict": "approved", "issues": []}'],
    ["a fenced one", 'Fine.\n```json\n{"verdict": "approved", "issues": []}\n```\n'],
    ["both, when they agree", '{"verdict": "approved", "issues": []}\nVERDICT: approved'],
  ])("is read from %s", (_what, output) => {
    expect(parseVerdict(output)).toEqual(approved);
  });

  it.each([
    ["nothing", ""],
    ["praise", "Looks good to me, approved!"],
    ["a negation", "VERDICT: not approved"],
    ["a choice", "VERDICT: approved|rejected"],
    ["a verdict that is not at the end", "VERDICT: approved\nOn second thoughts, the tests fail."],
    ["a quoted form", 'End with "VERDICT: approved" if it is fine.'],
    ["a contradiction", '{"verdict": "rejected", "issues": []}\nVERDICT: approved'],
    ["an unknown word", '{"verdict": "lgtm"}'],
    ["an unknown word before an approval", '{"verdict": "maybe"}\nVERDICT: approved'],
    [
      "an approval with a blocker",
      '{"verdict": "approved", "issues": [{"severity": "critical", "description": "loses data"}]}',
    ],
    ["a cut object", '{"verdict": "approved", "issues": ['],
  ])("is a problem when there is %s", (_what, output) => {
    expect(parseVerdict(output)).toHaveProperty("problem");
  });

  it("counts what the agent reported, unless its text says otherwise", () => {
    expect(parseVerdict("Fine.", { verdict: "approved" })).toEqual(approved);
    expect(parseVerdict("VERDICT: rejected", { verdict: "approved" })).toHaveProperty("problem");
  });

  it("keeps what can be read of the issues", () => {
    const issues = [
      { severity: "minor", description: "typo", file: "a.ts", line: 3, suggestion: "fix" },
      "loose",
      { nonsense: 1 },
    ];
    expect(parseVerdict(JSON.stringify({ verdict: "rejected", issues }))).toEqual({
      verdict: "rejected",
      issues: [issues[0], { severity: "unknown", description: "loose" }],
    });
  });

  it("never approves what does not say so", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/approved/i.test(text));
        expect(parseVerdict(text)).not.toMatchObject({ verdict: "approved" });
      }),
    );
  });
});
