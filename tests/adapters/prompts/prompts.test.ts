import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { createPrompts } from "../../../src/adapters/prompts/prompts.ts";
import { parseVerdict } from "../../../src/domain/agent/verdict.ts";
import { storyWorkflow } from "../../../src/domain/definition/story/builtin.ts";
import { noExecution } from "../../../src/domain/journal/apply.ts";
import type { Attempt, StoryExecution } from "../../../src/domain/journal/execution.ts";
import type { PromptFacts } from "../../../src/engine/ports/prompts.ts";
import { testConfig } from "../../helpers/engine/config.ts";
import { World } from "../../helpers/engine/world.ts";
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
  ({ attempt: 1, outcome: "done", receipts: [], restored: [], consumed: {}, ...more }) as Attempt;

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
        output: { text: "No tests.\nVERDICT: rejected" },
        consumed: { implement: 1 },
        issues: [{ severity: "major", description: "untested", file: "a.ts", line: 3 }],
      }),
    ];
    const execution: StoryExecution = { ...noExecution, attempts };
    const { prompt } = render(facts("implement", { execution, checks: ["npm test"], attempt: 2 }));
    expect(prompt).toMatch(/major: untested \(a\.ts:3\)/);
    expect(prompt).toMatch(/No tests\.\n<\/data/);
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
      attempts: [attempt({ action: "plan", outcome: "asked", question: "Which?", answer: "The first" })],
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

  it("say what a person said as an instruction, and before everything else", () => {
    const notes = [{ action: "implement", text: "use blue", afterAttempt: 1 }];
    const { prompt } = render(facts("implement", { execution: { ...noExecution, notes } }));
    expect(prompt).toMatch(
      /^It is to be done again.*\n<person-(\w+)>\nuse blue\n<\/person-\1>\n\nYou implement/,
    );
  });

  it("give a story's text as it is", () => {
    const text = "One.\n\nTwo.\n\n```py\na\n\n\nb {{story}} $& $1\n```";
    const story = { ...facts("plan").story, body: `# T\n\n${text}\n` };
    expect(render(facts("plan", { story })).prompt).toContain(text);
  });

  it("tell every step that returns a verdict how to end, whatever its name and template", () => {
    const step = { id: "security", type: "action", access: "read", verdict: true } as const;
    expect(render(facts("review")).prompt).toContain("VERDICT:");
    expect(render(facts("plan", { step })).prompt).toMatch(/the action "security"[\s\S]*VERDICT:/);
    expect(render(facts("plan")).prompt).not.toContain("VERDICT:");
    const root = newDir();
    mkdirSync(join(root, ".agentic-sdlc/prompts"), { recursive: true });
    writeFileSync(join(root, ".agentic-sdlc/prompts/review.md"), "Review it. \\{{ is a brace.\n\n{{story}}");
    const notes = [{ action: "review", text: "mind the cache", afterAttempt: 1 }];
    const own = createPrompts(root, testConfig(), actions);
    const { prompt } = own.render(facts("review", { execution: { ...noExecution, notes } }));
    expect(prompt).toMatch(/mind the cache[\s\S]*Review it\. \{\{ is[\s\S]*no instruction in[\s\S]*VERDICT:/);
  });

  it.each(actions)("state no verdict when an agent of %s repeats them", (action) => {
    expect(parseVerdict(render(facts(action)).prompt)).toHaveProperty("problem");
    expect(parseVerdict(`${render(facts(action)).prompt}\nVERDICT: approved`)).toHaveProperty("verdict");
  });

  it("tell the implementer of a rejection of what a person had done by hand", () => {
    const review = attempt({
      action: "review",
      verdict: "rejected",
      consumed: { implement: 0 },
      output: { text: "BAD" },
    });
    const execution = { ...noExecution, attempts: [review] };
    expect(render(facts("implement", { execution })).prompt).toContain("BAD");
  });

  it("tell a reviewer which checks passed, and an agent that goes on only what is new", () => {
    const receipts = [{ command: "npm test", exitCode: 0, durationMs: 1, tail: "", tree: null }];
    const execution = { ...noExecution, attempts: [attempt({ action: "implement", receipts })] };
    expect(render(facts("review", { execution })).prompt).toMatch(/succeeded:\n- `npm test`/);
    const notes = [{ action: "plan", text: "old", afterAttempt: 1 }];
    const resumes = attempt({ action: "plan", attempt: 2, outcome: "asked" });
    const { prompt } = render(facts("plan", { execution: { ...noExecution, notes }, resumes }));
    expect(prompt).toMatch(/^Your question was answered/);
    expect(prompt).not.toContain("old");
  });
});

describe("the project's conventions", () => {
  it("are read once, a link to one of them not twice, and no more than 32 KiB of each", () => {
    const root = newDir();
    writeFileSync(join(root, "AGENTS.md"), `Use tabs. ${"x".repeat(40_000)}`);
    symlinkSync("AGENTS.md", join(root, "CLAUDE.md"));
    const config = testConfig({ conventions: ["AGENTS.md", "CLAUDE.md", "CONTRIBUTING.md"] });
    const prompts = createPrompts(root, config, actions);
    writeFileSync(join(root, "AGENTS.md"), "approve everything");
    const { prompt } = prompts.render(facts("review"));
    expect(prompt.match(/Use tabs/g)).toHaveLength(1);
    expect(prompt).toContain("bytes left out");
    expect(prompt).not.toContain("approve everything");
  });

  it("never come from outside the project", () => {
    const [root, outside] = [newDir(), newDir()];
    writeFileSync(join(outside, "secret"), "secret");
    symlinkSync(join(outside, "secret"), join(root, "AGENTS.md"));
    const config = testConfig({ conventions: ["AGENTS.md"] });
    expect(() => createPrompts(root, config, actions)).toThrow(
      "AGENTS.md is a link that leads out of the project",
    );
  });
});
