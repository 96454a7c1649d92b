import { describe, expect, it } from "@jest/globals";
import { columnsOf } from "../../../src/adapters/reporters/width.ts";
import { chooseAttempt } from "../../../src/app/view/choose-attempt.ts";
import { sectionTitles } from "../../../src/app/view/headings.ts";
import type { StoryReport } from "../../../src/app/view/story.ts";
import { storyJson, storyText } from "../../../src/cli/show/text.ts";
import { styles } from "../../../src/cli/style.ts";
import { anAttempt, anExecution, aStory } from "../../helpers/stories.ts";

const attempts = [
  anAttempt({ action: "refine" }),
  anAttempt({ outcome: "failed", error: { kind: "check", message: "npm test: exit 1" }, accepted: false }),
  anAttempt({
    attempt: 2,
    outcome: "interrupted",
    sessionId: "s-1",
    usage: undefined,
    durationMs: undefined,
  }),
];

const report: StoryReport = {
  story: aStory({ epic: "theme", labels: ["s", "ui"], branch: "agentic-sdlc/add-dark-mode" }),
  workflow: "story",
  progress: [
    { step: "refine", state: "done", attempt: 1 },
    { step: "research", state: "by-hand" },
    { step: "implement", state: "open" },
  ],
  held: { storyId: "id-add-dark-mode", slug: "add-dark-mode", kind: "gate", reason: "implement#1 waits" },
  dependencies: [{ name: "add-login", status: "done" }],
  sections: ["Acceptance Criteria"],
  execution: anExecution(attempts, { costUsd: 0.12 }),
  limits: { calls: 20, costPerStory: 10 } as StoryReport["limits"],
  pendingMessages: 1,
};

const look = { width: 0, style: styles(false), now: new Date("2026-01-09T12:00:00Z") };

describe("show", () => {
  it("tells everything about a story, and what to type", () => {
    expect(storyText(report, look).join("\n")).toMatchInlineSnapshot(`
"add-dark-mode  Add dark mode

  status    ready
  priority  3
  type      feature
  epic      theme
  labels    s, ui
  workflow  story
  branch    agentic-sdlc/add-dark-mode
  created   2026-01-08
  updated   2026-01-09
  id        id-add-dark-mode
  file      .agentic-sdlc/stories/add-dark-mode.md

  ✓ refine     refine#1
  ✓ research   by hand
  · implement

To approve: implement#1 waits
  → agentic-sdlc approve add-dark-mode
  → agentic-sdlc reject add-dark-mode --reason "…"
Inbox: 1 message waits for the next run

Depends on: add-login (done)

Attempts: 3, 1:22, $0.12
  refine#1     mine  done         0:41  $0.06
  implement#1  mine  failed       0:41  $0.06  check: npm test: exit 1
  implement#2  mine  interrupted               session kept
Used of the story's allowance: 3 of 20 calls, $0.12 of $10.00
What was said: agentic-sdlc logs add-dark-mode

Sections: Acceptance Criteria"
`);
  });

  it("shows that an attempt went on in an interrupted session, and what was paid before", () => {
    const second = anAttempt({ attempt: 3, sessionId: "s-1", resumed: "s-1", usage: { costUsd: 0.12 } });
    const before = { ...attempts[2]!, usage: { costUsd: 0.31 } };
    const text = storyText({ ...report, execution: anExecution([before, second]) }, look).join("\n");
    expect(text).toContain("went on in session s-1 ($0.31 before)");
    expect(text).not.toMatch(/implement#2.*went on/);
  });

  it("keeps to the terminal's width", () => {
    for (const line of storyText(report, { ...look, width: 40 })) {
      // Commands, reasons and numbers, cut, would mislead.
      if (!/^(Used|What|To approve| {2}→)/.test(line)) expect(columnsOf(line)).toBeLessThanOrEqual(40);
    }
  });

  it("prints JSON without the attempts' tokens", () => {
    const json = storyJson(report) as { attempts: object[]; allowance: object };
    expect(JSON.stringify(json)).not.toContain("secret-token");
    expect(json.attempts[1]).toMatchObject({
      action: "implement",
      outcome: "failed",
      error: { kind: "check" },
    });
    expect(json.allowance).toMatchObject({ calls: 3, callsLimit: 20, costUsd: 0.12, costUsdLimit: 10 });
  });

  it("calls an attempt running only while somebody holds the story", () => {
    const running = anAttempt({ outcome: "running", accepted: false });
    const execution = anExecution([running]);
    expect(storyText({ ...report, execution }, look).join("\n")).toMatch(/implement#1 +mine +killed/);
    const held = { ...report, execution, holder: "held by process 7" };
    expect(storyText(held, look).join("\n")).toMatch(/implement#1 +mine +running/);
  });
});

describe("chooseAttempt", () => {
  it.each([
    [undefined, "implement#2"],
    ["implement", "implement#2"],
    ["implement#1", "implement#1"],
    ["Refine", "refine#1"],
    ["story[add-dark-mode]/refine#1", "refine#1"],
  ])("%s is %s", (asked, name) => {
    const { action, attempt } = chooseAttempt("add-dark-mode", attempts, asked);
    expect(`${action}#${attempt}`).toBe(name);
  });

  it("lists what there is for a wrong one", () => {
    expect(() => chooseAttempt("add-dark-mode", attempts, "implement#9")).toThrow(
      expect.objectContaining({ exitCode: 2, why: "It has: refine#1, implement#1, implement#2" }),
    );
    expect(() => chooseAttempt("add-dark-mode", [], undefined)).toThrow(/Nothing was done/);
  });
});

describe("sectionTitles", () => {
  it("sees second-level headings outside code fences", () => {
    const body = "# T\n## One\n```md\n## Two\n```\n### Three\r\n## Four ##\n~~~\n## Five\n```\n## Six\n~~~\n";
    expect(sectionTitles(body)).toEqual(["One", "Four"]);
  });
});
