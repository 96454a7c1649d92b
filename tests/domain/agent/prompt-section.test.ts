import { describe, expect, it } from "@jest/globals";
import { sectionText } from "../../../src/domain/agent/prompt-section.ts";

describe("what of an answer goes into the story", () => {
  it.each([
    ["research", "Research"],
    ["plan", "Implementation Plan"],
  ])("is all of %s, less its own heading", (action, heading) => {
    const text = "### Files\n\nsrc/a.ts";
    expect(sectionText(action, `# ${heading}\n\n${text}\n`, "")).toEqual({ [action]: { heading, text } });
    expect(sectionText(action, `\`\`\`markdown\n${text}\n\`\`\``, "")).toEqual({
      [action]: { heading, text },
    });
  });

  it("is nothing of an action without a section, or without an answer", () => {
    expect(sectionText("implement", "did it", "")).toEqual({});
    expect(sectionText("deploy", "did it", "")).toEqual({});
    expect(sectionText("research", " \n", "")).toEqual({});
  });

  it.each([
    "## Acceptance Criteria\n\n- a",
    "### acceptance criteria:\n\n- a",
    "Acceptance Criteria\n---\n\n- a",
  ])("is no criteria where a person wrote some: %j", (body) =>
    expect(sectionText("refine", "- [ ] b", `# T\n\n${body}\n`)).toEqual({}),
  );

  it.each([
    "",
    "## Acceptance Criteria\n\n<!-- to be written -->\n\n## Notes\n\nx",
    "```\n## Acceptance Criteria\n- a\n```",
    "## Acceptance Criteria\n\n<!-- agentic-sdlc:refine -->\n- old\n<!-- /agentic-sdlc:refine -->\n",
  ])("is the criteria where there are none, or only ours: %j", (body) => {
    const answer = "I read the code.\n\n## Acceptance Criteria\n\n- [ ] b\n\n## Notes\n\nnone";
    expect(sectionText("refine", answer, body)).toEqual({
      refine: { heading: "Acceptance Criteria", text: "- [ ] b" },
    });
  });

  it("is a review in words, without its JSON", () => {
    const json =
      '```json\n{"verdict": "rejected", "issues": [{"severity": "major", "description": "no test"}]}\n```';
    expect(sectionText("review", `It fails.\n\n${json}\nVERDICT: rejected`, "").review?.text).toBe(
      "**Rejected.**\n\nIt fails.\n\n- major: no test",
    );
    expect(sectionText("review", `${json}\nVERDICT: rejected`, "").review?.text).toBe(
      "**Rejected.**\n\n- major: no test",
    );
    expect(sectionText("review", "Words alone; the verdict came beside.", "").review?.text).toBe(
      "Words alone; the verdict came beside.",
    );
  });

  it("is a review whose verdict and issues came beside its words, each issue once", () => {
    const issues = [
      { severity: "major", description: "no test", file: "a.ts", line: 3 },
      { severity: "minor", description: "bad name" },
    ] as const;
    const given = { verdict: "rejected", issues } as const;
    expect(sectionText("review", "I found a bad name.", "", given).review?.text).toBe(
      "**Rejected.**\n\nI found a bad name.\n\n- major: no test (a.ts:3)",
    );
    expect(sectionText("review", "", "", { verdict: "approved" }).review?.text).toBe("**Approved.**");
  });

  it("never makes a story too big to be read", () => {
    expect(sectionText("plan", "x".repeat(3_000_000), "").plan!.text.length).toBeLessThan(70_000);
  });
});
