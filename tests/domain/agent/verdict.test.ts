import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseVerdict } from "../../../src/domain/agent/verdict.ts";

const approved = { verdict: "approved", issues: [] };
const rejected = { verdict: "rejected", issues: [] };
const fence = (text: string, info = "json") => `\`\`\`${info}\n${text}\n\`\`\``;

describe("a review's verdict", () => {
  it.each([
    ["the last line", "Fine.\nVERDICT: approved\n\n"],
    ["the last line in another case", "Fine.\nVerdict: APPROVED"],
    ["the last line, with Windows line endings", "Fine.\r\nVERDICT: approved\r\n"],
    ["a JSON object at the end", 'Fine.\n{"verdict": "approved", "issues": []}'],
    ["a JSON object over several lines", 'Fine.\n{\n  "verdict": "approved",\n  "issues": []\n}\n'],
    ["a fenced one", `Fine.\n${fence('{"verdict": "approved", "issues": []}')}\n`],
    ["both, when they agree", '{"verdict": "approved", "issues": []}\nVERDICT: approved'],
    ["fenced JSON and the last line", `${fence('{"issues": []}')}\n\nVERDICT: approved`],
    ["a repeated verdict", "**Verdict:** approved.\n\nVERDICT: approved"],
    ["the end, where code quotes another", `It prints\n${fence("VERDICT: rejected", "")}\nVERDICT: approved`],
    ["the end, where it quotes another", "> VERDICT: rejected\n\nThat was fixed.\nVERDICT: approved"],
  ])("is read from %s", (_what, output) => {
    expect(parseVerdict(output)).toEqual(approved);
  });

  it.each([
    ["nothing", ""],
    ["praise", "Looks good to me, approved!"],
    ["a negation", "VERDICT: not approved"],
    ["a choice", "VERDICT: approved|rejected"],
    ["a condition", "VERDICT: approved, once the tests pass"],
    ["a verdict that is not at the end", "VERDICT: approved\nOn second thoughts, the tests fail."],
    ["a quoted form", 'End with "VERDICT: approved" if it is fine.'],
    ["a quotation at the end", "The story says:\n> VERDICT: approved"],
    ["code at the end", `The form:\n${fence("VERDICT: approved", "")}`],
    ["code that is never closed", "```\nVERDICT: approved"],
    ["a contradiction", '{"verdict": "rejected", "issues": []}\nVERDICT: approved'],
    ["a contradiction further up", `${fence('{"verdict": "rejected"}')}\nmore\nVERDICT: approved`],
    ["two lines that differ", "VERDICT: rejected\nVERDICT: approved"],
    ["an unclear one before an approval", "VERDICT: not approved\nVERDICT: approved"],
    ["an unknown word", '{"verdict": "lgtm"}'],
    ["an unknown word before an approval", '{"verdict": "maybe"}\nVERDICT: approved'],
    ["a verdict that is no text", '{"verdict": true}'],
    ["a list", '[{"verdict": "approved"}]'],
    ["two verdicts in one object", '{"verdict": "rejected", "verdict": "approved"}'],
    ["JSON, then more text", `${fence('{"verdict": "approved"}')}\nI have not looked at the tests.`],
    ["broken JSON beside an approval", `${fence('{"verdict": "approved", "issues": [}')}\nVERDICT: approved`],
    ["a cut object", '{"verdict": "approved", "issues": ['],
    ["issues that are no list", '{"verdict": "approved", "issues": "one: it loses data"}'],
    ["an issue without a description", '{"verdict": "approved", "issues": [{"severity": "minor"}]}'],
    [
      "an approval with a blocker",
      '{"verdict": "approved", "issues": [{"severity": "Critical", "description": "loses data"}]}',
    ],
    ["the form of the prompt", fence('{"verdict": "approved" | "rejected", "issues": []}')],
  ])("is a problem when there is %s", (_what, output) => {
    expect(parseVerdict(output)).toHaveProperty("problem");
  });

  it("counts what the agent reported, unless its text says otherwise", () => {
    expect(parseVerdict("Fine.", { verdict: "approved" })).toEqual(approved);
    expect(parseVerdict("VERDICT: rejected", { verdict: "approved" })).toHaveProperty("problem");
    expect(parseVerdict("Verdict: not approved", { verdict: "approved" })).toHaveProperty("problem");
    const blocker = [{ severity: "blocker", description: "loses data" }];
    expect(parseVerdict("", { verdict: "approved", issues: blocker })).toHaveProperty("problem");
    expect(parseVerdict("VERDICT: rejected", { issues: blocker })).toEqual({
      verdict: "rejected",
      issues: blocker,
    });
  });

  it("lets a rejection stand where the rest is unclear: rejecting is the safe side", () => {
    expect(parseVerdict("Verdict: hard to say\nVERDICT: rejected")).toEqual(rejected);
  });

  it("keeps what can be read of the issues", () => {
    const issues = [
      { severity: "Minor", description: "typo", file: "a.ts", line: 3, suggestion: "fix" },
      { severity: "major", description: "x", file: " ", line: -1 },
      "loose",
      { nonsense: 1 },
    ];
    expect(parseVerdict(JSON.stringify({ verdict: "rejected", issues }))).toEqual({
      verdict: "rejected",
      issues: [
        { severity: "minor", description: "typo", file: "a.ts", line: 3, suggestion: "fix" },
        { severity: "major", description: "x" },
        { severity: "unknown", description: "loose" },
      ],
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

  it("never approves where an unquoted line rejects", () => {
    const line = fc.constantFrom(
      "VERDICT: approved",
      "text",
      "",
      '{"verdict":"approved"}',
      "- item",
      "# head",
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (before, after) => {
        const output = [...before, "VERDICT: rejected", ...after].join("\n");
        expect(parseVerdict(output)).not.toMatchObject({ verdict: "approved" });
      }),
    );
  });

  it("reads megabytes of braces in no time", () => {
    const output = `${"{\n".repeat(300_000)}\nVERDICT: approved`;
    const started = process.cpuUsage().user;
    parseVerdict(output);
    expect(process.cpuUsage().user - started).toBeLessThan(3e6);
  });
});
