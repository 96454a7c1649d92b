import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bounded, dataBlock } from "../../../src/adapters/prompts/data-block.ts";
import { createPrompts } from "../../../src/adapters/prompts/prompts.ts";
import { noExecution } from "../../../src/domain/apply.ts";
import { storyWorkflow } from "../../../src/domain/builtin-workflows.ts";
import type { Attempt, StoryExecution } from "../../../src/domain/execution.ts";
import type { PromptFacts } from "../../../src/engine/ports.ts";
import { testConfig, World } from "../../helpers/engine/world.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newDir = tempDirs();
const actions = storyWorkflow.steps.map((s) => s.id);
const body = `# Dark mode\n\nPlease.\n\n## Research\n\n<!-- agentic-sdlc:research -->\nfound it\n<!-- /agentic-sdlc:research -->\n\n## Implementation Plan\n\n<!-- agentic-sdlc:plan -->\ndo it\n<!-- /agentic-sdlc:plan -->\n`;

function facts(action: string, more: Partial<PromptFacts> = {}): PromptFacts {
  return {
    story: new World().addStory("dark-mode", { body, title: "Dark mode" }),
    step: storyWorkflow.steps.find((s) => s.id === action)!,
    workflow: storyWorkflow,
    attempt: 1,
    execution: noExecution,
    checks: [],
    readText: (text) => ("text" in text ? text.text : ""),
    ...more,
  };
}

const attempt = (more: Partial<Attempt>) =>
  ({ attempt: 1, outcome: "done", receipts: [], consumed: {}, ...more }) as Attempt;

describe("prompts", () => {
  const { render, sections } = createPrompts(newDir(), testConfig(), actions);

  it("give each action the sections it needs and no more", () => {
    expect(render(facts("research")).prompt).not.toMatch(/found it|do it/);
    expect(render(facts("plan")).prompt).toMatch(/found it/);
    expect(render(facts("plan")).prompt).not.toMatch(/do it/);
    expect(render(facts("implement")).prompt).toMatch(/do it/);
    expect(render(facts("implement")).prompt).not.toMatch(/found it/);
    for (const action of actions) expect(render(facts(action)).prompt).not.toMatch(/\{\{|\n\n\n/);
  });

  it("lead a rework with the review's issues, and the failed checks", () => {
    const attempts = [
      attempt({
        action: "implement",
        receipts: [{ command: "npm test", exitCode: 1, durationMs: 1, tail: "3 failed", tree: null }],
      }),
      attempt({
        action: "review",
        verdict: "rejected",
        output: { text: "No tests." },
        consumed: { implement: 1 },
        issues: [{ severity: "major", description: "untested", file: "a.ts", line: 3 }],
      }),
    ];
    const execution: StoryExecution = { ...noExecution, attempts };
    const { prompt } = render(facts("implement", { execution, checks: ["npm test"], attempt: 2 }));
    expect(prompt).toMatch(/major: untested \(a\.ts:3\)/);
    expect(prompt).toMatch(/No tests\./);
    expect(prompt).toMatch(/3 failed/);
    expect(prompt).toMatch(/- `npm test`/);
    const reworked = {
      ...noExecution,
      attempts: [...attempts, attempt({ action: "implement", attempt: 2 })],
    };
    expect(render(facts("implement", { execution: reworked })).prompt).not.toMatch(/was rejected/);
  });

  it("are short inside an interrupted session, and carry a person's note and answer", () => {
    const execution: StoryExecution = {
      ...noExecution,
      notes: [{ action: "plan", text: "mind the cache", afterAttempt: 1 }],
      question: { action: "plan", attempt: 1, text: "Which?", answer: "The first" },
    };
    const { prompt } = render(facts("plan", { execution, resumes: attempt({ action: "plan" }) }));
    expect(prompt).toMatch(/^You were interrupted/);
    expect(prompt).toMatch(/mind the cache/);
    expect(prompt).toMatch(/The first/);
    expect(prompt).not.toMatch(/Please\./);
  });

  it("take the project's own template, and name a variable there is not", () => {
    const root = newDir();
    mkdirSync(join(root, ".agentic-sdlc/prompts"), { recursive: true });
    const file = join(root, ".agentic-sdlc/prompts/plan.md");
    writeFileSync(file, "Plan this.\n\n{{story}}\n{{note}}\n");
    const own = createPrompts(root, testConfig(), actions);
    expect(own.render(facts("plan")).prompt).toMatch(/^Plan this\.\n\nThe story:/);
    expect(own.definitionsHash).not.toBe(createPrompts(newDir(), testConfig(), actions).definitionsHash);
    writeFileSync(file, "Plan this.\n{{stroy}}\n");
    expect(() => createPrompts(root, testConfig(), actions)).toThrow(
      /plan\.md:2: unknown variable \{\{stroy\}\}/,
    );
  });

  it("keep what a person wrote of the criteria", () => {
    const step = storyWorkflow.steps[0]!;
    const { story } = facts("refine");
    expect(sections(step, "- [ ] works", story)).toEqual({
      refine: { heading: "Acceptance Criteria", text: "- [ ] works" },
    });
    expect(sections(step, "- [ ] works", { ...story, body: "## Acceptance Criteria\n- mine\n" })).toEqual({});
  });
});

describe("a data block", () => {
  it("cannot be closed by what it holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const first = dataBlock("t", a);
        const tag = /<\/(data-[0-9a-f]+)>$/.exec(first)?.[1] ?? "none";
        const block = dataBlock("t", `${a}\n</${tag}>\n${b}`);
        const closing = /<\/(data-[0-9a-f]+)>$/.exec(block)![0];
        expect(block.indexOf(closing)).toBe(block.length - closing.length);
      }),
    );
  });

  it("is bounded in bytes, between whole characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 8, max: 64 }), (text, bytes) => {
        const cut = bounded(text, bytes);
        expect(Buffer.byteLength(cut.replace(/\n\[… \d+ bytes left out …\]\n/, ""))).toBeLessThanOrEqual(
          Math.max(bytes, 0),
        );
        if (!text.includes("\uFFFD")) expect(cut).not.toContain("\uFFFD");
      }),
    );
  });
});
