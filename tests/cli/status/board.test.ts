import { describe, expect, it } from "@jest/globals";
import { columnsOf } from "../../../src/adapters/reporters/width.ts";
import { boardReport } from "../../../src/app/view/board.ts";
import { boardText } from "../../../src/cli/status/text.ts";
import { assess } from "../../../src/domain/decide/story/assess.ts";
import { storyWorkflow } from "../../../src/domain/definition/story/builtin.ts";
import type { BrokenStory, Story } from "../../../src/domain/story/story.ts";
import type { FoundRun } from "../../../src/engine/ports/run-store.ts";
import { aStory } from "../../helpers/stories.ts";

const now = new Date("2026-01-09T12:00:00Z");
const broken: BrokenStory = {
  slug: "odd",
  path: ".agentic-sdlc/stories/odd.md",
  problem: { message: 'unknown status "redy"', line: 4, fix: 'Did you mean "ready"?' },
};
const run: FoundRun = {
  runId: "run-1",
  status: "interrupted",
  scope: { kind: "board" },
  savedAt: "2026-01-09T09:00:00Z",
  state: {
    runId: "run-1",
    scope: { kind: "board" },
    options: {},
    workflow: { name: "story", hash: "0" },
    toolVersion: "0",
    startedAt: "2026-01-09T08:00:00Z",
    lastAt: "2026-01-09T09:00:00Z",
    status: "interrupted",
    reason: "",
    current: [],
    ended: [],
    blocked: {},
    costUsd: 0,
  },
};

function report(
  stories: readonly Story[],
  more: { broken?: BrokenStory[]; runs?: FoundRun[]; all?: boolean } = {},
) {
  const board = { stories, broken: more.broken ?? [], layout: "flat" as const };
  const assessment = assess({
    board,
    executions: new Map(),
    workflowOf: () => storyWorkflow,
    config: { limits: { failures: 3, rejections: 3, calls: 20, costPerStory: 10 }, gates: {} } as never,
    now,
    dependency: (_board, name) => stories.find((story) => story.slug === name),
  });
  const view = { board, assessment, executions: new Map(), unfinished: more.runs ?? [], unusable: [] };
  return boardReport(view, more.all ?? false);
}

const text = (columns: number, given: ReturnType<typeof report>, color = false) =>
  boardText({ columns, color, now: () => now }, given);

const stories = [
  aStory({ slug: "first", priority: 1, status: "in-progress", flags: { research_complete: true } }),
  aStory({ slug: "second", status: "backlog" }),
  aStory({ slug: "held-up", blockedReason: "waiting for\nthe designer" }),
  aStory({ slug: "after", dependencies: ["second"] }),
  aStory({ slug: "日本語のストーリーはとても長い名前を持つ" }),
];

describe("the board", () => {
  it("shows four columns that never go over the terminal's edge", () => {
    for (const width of [60, 80, 101, 200]) {
      const lines = text(width, report(stories, { broken: [broken], runs: [run] }));
      expect(lines[0]).toMatch(/^Backlog 1 +Ready 3 +In progress 1 +Done 0$/);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    }
  });

  it("marks the steps of each story", () => {
    const lines = text(100, report(stories));
    expect(lines.join("\n")).toMatch(/1 first/);
    expect(lines.join("\n")).toMatch(/✓✓›··/);
  });

  it("is a plain list without a terminal, or on one too narrow", () => {
    const lines = text(0, report(stories, { broken: [broken] }));
    expect(lines).toContain("Ready (3)");
    expect(lines.find((line) => line.includes("held-up"))).toMatch(
      /^ {2}3 {2}held-up .* blocked .* Add dark mode$/,
    );
    for (const line of text(30, report(stories))) expect(columnsOf(line)).toBeLessThanOrEqual(30);
  });

  it("says why stories are held, where they are broken, and what to type", () => {
    const lines = text(0, report(stories, { broken: [broken] }));
    expect(lines).toContain("blocked     held-up: waiting for the designer · agentic-sdlc unblock held-up");
    expect(lines).toContain("waits       after: waits for second");
    expect(lines).toContain(
      'broken      .agentic-sdlc/stories/odd.md:4: unknown status "redy" · Did you mean "ready"?',
    );
  });

  it("says what would run next, and how to continue", () => {
    const lines = text(0, report(stories, { runs: [run] }));
    expect(lines).toContain("Next: plan first · agentic-sdlc run");
    expect(lines).toContain(
      "Unfinished: run-1 (board), interrupted, 0 actions done, saved 3 h ago · agentic-sdlc run --continue",
    );
  });

  it("names the run where several can be continued, and does not offer one that runs", () => {
    const second = { ...run, runId: "run-2" };
    const { unfinishedRuns } = report(stories, { runs: [run, second] });
    expect(unfinishedRuns.map((line) => line.continue)).toEqual([
      "agentic-sdlc run --continue run-1",
      "agentic-sdlc run --continue run-2",
    ]);
    const busy = report(stories, { runs: [{ ...run, status: "running", holder: "held by process 7" }] });
    expect(busy.unfinishedRuns[0]?.continue).toBeUndefined();
    expect(text(0, busy)).toContain("Running: run-1 (board), 0 actions done; held by process 7");
    expect(report(stories, { runs: [{ ...run, status: "running" }] }).unfinishedRuns[0]?.status).toBe(
      "killed",
    );
  });

  it("shows the latest ten done stories, or all", () => {
    const done = Array.from({ length: 12 }, (_, n) =>
      aStory({ slug: `d${n}`, status: "done", updated: `2026-01-${String(n + 10)}` }),
    );
    const some = report(done);
    expect(some.stories.map((story) => story.slug)).toEqual([
      "d11",
      "d10",
      "d9",
      "d8",
      "d7",
      "d6",
      "d5",
      "d4",
      "d3",
      "d2",
    ]);
    expect(some.doneNotShown).toBe(2);
    expect(text(80, some).join("\n")).toContain("… 2 more: --all");
    expect(report(done, { all: true }).stories).toHaveLength(12);
  });

  it("lets no control character of a file through", () => {
    const evil = aStory({ slug: "evil", title: "a\u001b[31mb\u009bc", blockedReason: "\u001b]0;x\u0007now" });
    for (const width of [0, 80]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
      expect(text(width, report([evil])).join("\n")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });

  it("colours only when asked to", () => {
    expect(text(80, report(stories)).join("")).not.toContain("\u001b");
    expect(text(80, report(stories), true).join("")).toContain("\u001b[32m✓\u001b[0m");
  });

  it("says how to begin where there is nothing", () => {
    expect(text(80, report([])).at(-1)).toBe('Next: agentic-sdlc add "What you want"');
  });

  it("gives what to type a line of its own where it would be cut off", () => {
    const board = report(stories, { runs: [run], broken: [broken] });
    expect(text(60, board)).toContain("  → agentic-sdlc run --continue");
    expect(text(60, board)).toContain('  → Did you mean "ready"?');
    expect(text(200, board).at(-1)).toMatch(/saved 3 h ago · agentic-sdlc run --continue$/);
  });
});
