import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { assess } from "../../../../src/domain/decide/story/assess.ts";
import { decide } from "../../../../src/domain/decide/story/decide.ts";
import { builtinWorkflows } from "../../../../src/domain/definition/story/builtin.ts";
import { applyAll } from "../../../../src/domain/journal/apply.ts";
import type { Recorded } from "../../../../src/domain/journal/record.ts";
import type { StoryRecord } from "../../../../src/domain/journal/story-record.ts";
import type { Story } from "../../../../src/domain/story/story.ts";
import { testConfig } from "../../../helpers/engine/config.ts";

const workflow = builtinWorkflows[0]!;
const { limits, gates } = testConfig();
const world = { now: new Date("2026-01-09"), limits, gates, unmet: [], inFlight: false };

function story(more: Partial<Story> = {}): Story {
  return {
    id: "s1",
    slug: "s",
    path: ".agentic-sdlc/stories/s.md",
    title: "S",
    priority: 2,
    status: "ready",
    type: "feature",
    created: "2026-01-08",
    updated: "",
    labels: [],
    dependencies: [],
    flags: {},
    body: "",
    hash: "h",
    ...more,
  };
}

function journal(...records: object[]): Recorded<StoryRecord>[] {
  return records.map(
    (r, i) =>
      ({
        path: "p",
        at: "2026-01-08T00:00:00Z",
        epoch: 1,
        seq: i + 1,
        attempt: 1,
        ...r,
      }) as Recorded<StoryRecord>,
  );
}

const intent = (action: string, attempt: number, consumed: Record<string, number>) => ({
  type: "intent",
  action,
  attempt,
  consumed,
  runId: "r",
  token: "t",
  agent: "a",
  storyHash: "h",
  inputHash: "i",
  stepHash: "s",
  promptHash: "p",
  owned: {},
});
const done = (action: string, attempt = 1, verdict?: string) => [
  { type: "said", action, attempt, output: { text: "x" }, usage: { costUsd: null } },
  { type: "done", action, attempt, tree: null, verdict },
];
const accepted = (action: string, attempt = 1) => ({ type: "accepted", action, attempt, storyHash: "h" });

const toPlan = [
  intent("research", 1, {}),
  ...done("research"),
  accepted("research"),
  intent("plan", 1, { research: 1 }),
  ...done("plan"),
  accepted("plan"),
];
const toReview = [
  ...toPlan,
  intent("implement", 1, { research: 1, plan: 1 }),
  ...done("implement"),
  accepted("implement"),
  intent("review", 1, { research: 1, plan: 1, implement: 1 }),
  ...done("review", 1, "approved"),
  accepted("review"),
];
const allFlags = {
  research_complete: true,
  plan_complete: true,
  implementation_complete: true,
  reviews_complete: true,
};

function next(s: Story, records: object[], more: object = {}) {
  return decide(workflow, s, applyAll(journal(...records)), { ...world, ...more });
}

describe("decide", () => {
  it.each([
    ["backlog", {}, "refine"],
    ["ready", {}, "research"],
    ["ready", { research_complete: true }, "plan"],
    ["in-progress", { research_complete: true, plan_complete: true }, "implement"],
    ["in-progress", { ...allFlags, reviews_complete: false }, "review"],
  ] as const)(
    "takes what is done by hand in %s with %j for done, and goes on with %s",
    (status, flags, action) => {
      expect(next(story({ status, flags }), []).next).toMatchObject({
        kind: "start",
        step: { id: action },
        attempt: 1,
      });
    },
  );

  it("leaves a story alone that a person moved to done without a flag", () => {
    expect(next(story({ status: "done" }), [])).toMatchObject({ housekeeping: [], next: { kind: "done" } });
  });

  it("does a cleared action again, and what consumed it", () => {
    const flags = { ...allFlags, plan_complete: false };
    const decision = next(story({ status: "done", flags }), toReview);
    expect(decision.next).toMatchObject({ kind: "start", step: { id: "plan" }, attempt: 2 });
    expect(decision.housekeeping).toMatchObject([
      { kind: "reopen", status: "in-progress" },
      { kind: "clear", flags: ["implementation_complete", "reviews_complete"] },
      { kind: "withdraw", attempt: { action: "plan" }, by: "person" },
      { kind: "withdraw", attempt: { action: "implement" }, by: "change" },
      { kind: "withdraw", attempt: { action: "review" }, by: "change" },
      { kind: "allow" },
    ]);
  });

  it("does not void what was done when a step is inserted before it", () => {
    const steps = [...workflow.steps];
    steps.splice(2, 0, { id: "design", type: "action", access: "read", sets: "design_complete" });
    const decision = decide(
      { name: "story", steps },
      story({ flags: { research_complete: true, plan_complete: true } }),
      applyAll(journal(...toPlan)),
      world,
    );
    expect(decision.next).toMatchObject({ kind: "start", step: { id: "design" } });
    expect(decision.standings.get("plan")).toMatchObject({ state: "done", attempt: 1 });
  });

  it("accepts what was done and never runs it again", () => {
    const decision = next(story({ flags: { research_complete: true } }), toPlan.slice(0, -1));
    expect(decision.housekeeping).toMatchObject([{ kind: "accept", attempt: { action: "plan" } }]);
    expect(decision.next).toMatchObject({ kind: "start", step: { id: "implement" } });
  });

  it("judges what was said before anything else", () => {
    const said = toPlan.slice(0, -2);
    expect(next(story({ flags: { research_complete: true } }), said).next).toMatchObject({
      kind: "judge",
      attempt: { action: "plan" },
    });
  });

  it("goes on from an interrupted attempt, in its session", () => {
    const records = [intent("research", 1, {}), { type: "session", action: "research", sessionId: "s-9" }];
    const decision = next(story(), records);
    expect(decision.housekeeping).toMatchObject([{ kind: "interrupt" }]);
    expect(decision.next).toMatchObject({ kind: "start", attempt: 2, after: { sessionId: "s-9" } });
    expect(next(story(), records, { inFlight: true }).housekeeping).toEqual([]);
  });

  it("blocks at a bound, and a person's allowance lifts it", () => {
    const failed = [1, 2, 3].flatMap((n) => [
      intent("research", n, {}),
      { type: "failed", action: "research", attempt: n, error: { kind: "crash", message: "boom" } },
    ]);
    expect(next(story(), failed)).toMatchObject({
      next: { kind: "held", hold: "blocked" },
      housekeeping: [{ kind: "block", reason: "research failed 3 times: boom", bound: "failures" }],
    });
    expect(next(story(), [...failed, { type: "allowance", by: "x" }]).next).toMatchObject({
      kind: "start",
      attempt: 4,
    });
    const blocked = [
      ...failed,
      { type: "blocked", reason: "r" },
      { type: "written", keys: ["blocked_reason"], storyHash: "h" },
    ];
    expect(next(story(), blocked).housekeeping).toMatchObject([
      { kind: "allow", by: "blocked_reason was removed" },
    ]);
    expect(next(story({ blockedReason: "r" }), blocked)).toMatchObject({
      housekeeping: [],
      next: { kind: "held" },
    });
  });
});

describe("the assessor", () => {
  const anyStory = fc.record({
    status: fc.constantFrom("backlog", "ready", "in-progress", "done"),
    priority: fc.integer({ min: 1, max: 5 }),
    blockedReason: fc.option(fc.constant("why"), { nil: undefined }),
    dependencies: fc.constantFrom([], ["s0"], ["s1"]),
    flags: fc.dictionary(fc.constantFrom(...Object.keys(allFlags)), fc.boolean()),
  });

  it("never queues what it holds, names every story once, and orders by status, then priority", () => {
    fc.assert(
      fc.property(fc.array(anyStory, { maxLength: 8 }), (specs) => {
        const stories = specs.map((s, i) =>
          story({ ...(s as Partial<Story>), id: `s${i}`, slug: `slug-${i}` }),
        );
        const result = assess({
          board: { stories, broken: [], layout: "flat" },
          executions: new Map(),
          workflowOf: () => workflow,
          config: testConfig(),
          now: world.now,
          dependency: (b, name) => b.stories.find((s) => s.id === name),
        });
        const held = new Set(result.held.map((h) => h.storyId));
        expect(result.queue.filter((q) => held.has(q.storyId))).toEqual([]);
        expect(new Set(result.queue.map((q) => q.storyId)).size).toBe(result.queue.length);
        const rank = { "in-progress": 0, done: 0, ready: 1, backlog: 2 };
        const keys = result.queue
          .map((q) => stories.find((s) => s.id === q.storyId)!)
          .map((s) => rank[s.status] * 10 + s.priority);
        expect(keys).toEqual([...keys].sort((a, b) => a - b));
        for (const s of stories)
          if (s.blockedReason !== undefined && s.status !== "done") expect(held.has(s.id)).toBe(true);
      }),
    );
  });
});
