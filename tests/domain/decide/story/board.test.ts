import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { boardDecider } from "../../../../src/domain/decide/story/board.ts";
import { decide } from "../../../../src/domain/decide/story/decide.ts";
import { builtinWorkflows } from "../../../../src/domain/definition/story/builtin.ts";
import { noExecution } from "../../../../src/domain/journal/apply.ts";
import type { StoryExecution } from "../../../../src/domain/journal/execution.ts";
import { type Story, statuses } from "../../../../src/domain/story/story.ts";
import { testConfig } from "../../../helpers/engine/config.ts";

const { limits, gates } = testConfig();
const world = { now: new Date("2026-01-09"), limits, gates };
const flagNames = [
  "research_complete",
  "plan_complete",
  "implementation_complete",
  "reviews_complete",
  "qa_complete",
];

const stories = fc
  .record({
    slug: fc.string(),
    status: fc.constantFrom(...statuses),
    flags: fc.dictionary(fc.constantFrom(...flagNames), fc.boolean()),
    blockedReason: fc.constantFrom(undefined, undefined, undefined, "no"),
  })
  .map((some): Story => {
    const rest = { path: "", title: "", priority: 1, type: "feature", created: "", updated: "" } as const;
    return { ...rest, id: some.slug, labels: [], dependencies: [], body: "", hash: "", ...some };
  });

const executions: fc.Arbitrary<StoryExecution | undefined> = fc.constantFrom(
  undefined,
  undefined,
  noExecution,
  { ...noExecution, blocked: { reason: "too dear", written: false } },
  { ...noExecution, question: { action: "plan", attempt: 1, text: "Which?" } },
);

const asked = fc.record({
  workflow: fc.constantFrom(...builtinWorkflows),
  story: stories,
  execution: executions,
  own: fc.record({
    unmet: fc.constantFrom([], [], ["other"]),
    inFlight: fc.constantFrom(false, false, true),
  }),
});

describe("boardDecider", () => {
  it("decides of every story of a board what decide says of it alone", () => {
    fc.assert(
      fc.property(fc.array(asked, { minLength: 10, maxLength: 60 }), (all) => {
        const decider = boardDecider(world);
        for (const { workflow, story, execution, own } of all) {
          const alone = decide(workflow, story, execution ?? noExecution, { ...world, ...own });
          expect(decider(workflow, story, execution, own)).toEqual(alone);
        }
      }),
    );
  });

  it("decides stories that nothing tells apart once", () => {
    const decider = boardDecider(world);
    const [workflow] = builtinWorkflows;
    const free = { unmet: [], inFlight: false };
    const [a, b] = fc.sample(stories, 2).map((story): Story => {
      return { ...story, status: "ready", flags: { plan_complete: false }, blockedReason: undefined };
    });
    expect(decider(workflow!, a!, undefined, free)).toBe(decider(workflow!, b!, undefined, free));
  });
});
