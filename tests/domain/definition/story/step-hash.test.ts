import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ActionStep, StoryStep } from "../../../../src/domain/definition/story/definition.ts";
import { olderStepJson } from "../../../../src/domain/definition/story/older-step-json.ts";
import { isRecordedStep, stepHash } from "../../../../src/domain/definition/story/step-hash.ts";
import { canonicalJson } from "../../../../src/domain/text/canonical.ts";

/** What is hashed, to be seen. */
const seen = (text: string) => text;

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const name = fc.constantFrom("plan", "implement", "review", "id", "reopens");
const effects = {
  id: name,
  sets: maybe(fc.constantFrom("plan_complete", "docs_complete")),
  starts: maybe(fc.constantFrom("ready", "in-progress")),
  ends: maybe(fc.constantFrom("ready", "done")),
};
const action = fc.record({
  ...effects,
  type: fc.constant("action" as const),
  access: fc.constantFrom("read" as const, "write" as const, "full" as const),
  checks: maybe(fc.boolean()),
  verdict: maybe(fc.boolean()),
  rejected: maybe(fc.record({ reopens: name })),
});
const script = fc.record({ ...effects, type: fc.constant("script" as const), run: name });
const step = fc.oneof(action, script) as fc.Arbitrary<StoryStep>;

const review: ActionStep = {
  id: "review",
  type: "action",
  access: "read",
  verdict: true,
  rejected: { reopens: "implement" },
};

describe("a story's step", () => {
  it("is another one when what a rejection reopens is", () => {
    const other = { ...review, rejected: { reopens: "plan" } };
    expect(isRecordedStep(stepHash(review, seen), review, seen)).toBe(true);
    expect(isRecordedStep(stepHash(review, seen), other, seen)).toBe(false);
  });

  it("is what an attempt recorded exactly when it is the same", () => {
    fc.assert(
      fc.property(step, step, (then, today) => {
        const same = canonicalJson(then) === canonicalJson(today);
        expect(isRecordedStep(stepHash(then, seen), today, seen)).toBe(same);
      }),
    );
  });

  it("is what an older version recorded when nothing differs that it looked at", () => {
    fc.assert(
      fc.property(step, step, (then, today) => {
        const flat = (all: StoryStep) =>
          canonicalJson("rejected" in all && all.rejected ? { ...all, rejected: {} } : all);
        expect(isRecordedStep(olderStepJson(then), today, seen)).toBe(flat(then) === flat(today));
      }),
    );
  });

  it("has in older versions' records the same text, but for what a rejection reopens", () => {
    expect(olderStepJson(review)).toBe(
      '{"access":"read","id":"review","rejected":{},"type":"action","verdict":true}',
    );
    fc.assert(
      fc.property(step, (one) => {
        const nested = one.type === "action" && one.rejected !== undefined;
        expect(olderStepJson(one) === canonicalJson(one)).toBe(!nested);
      }),
    );
  });
});
