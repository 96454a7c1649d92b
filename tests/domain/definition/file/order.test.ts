import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type OrderedStep, StepOrder } from "../../../../src/domain/definition/file/order.ts";

/** What must have ended before the step at `at` may start, by the words of the contract. */
function waits(steps: readonly OrderedStep[], at: number): number[] {
  const { needs } = steps[at]!;
  if (needs === undefined) return steps.map((_, index) => index).filter((index) => index < at);
  return steps.flatMap(({ id }, index) => (needs.includes(id) ? [index] : []));
}

/** Steps that can never start. */
function stuck(steps: readonly OrderedStep[]): number[] {
  const ended = new Set<number>();
  for (let before = -1; before < ended.size; ) {
    before = ended.size;
    for (const at of steps.keys()) if (waits(steps, at).every((index) => ended.has(index))) ended.add(at);
  }
  return [...steps.keys()].filter((at) => !ended.has(at));
}

function closure(steps: readonly OrderedStep[], at: number): Set<number> {
  const found = new Set<number>();
  const add = (from: number): void => {
    for (const index of waits(steps, from)) {
      if (found.has(index)) continue;
      found.add(index);
      add(index);
    }
  };
  add(at);
  return found;
}

const lists = fc
  .array(fc.option(fc.array(fc.nat(7), { maxLength: 3 }), { nil: undefined }), { minLength: 1, maxLength: 8 })
  .map((list) =>
    list.map((needs, at): OrderedStep => ({ id: `s${at}`, needs: needs?.map((n) => `s${n % list.length}`) })),
  );

describe("the order of steps", () => {
  it("is that of the list, unless needs says otherwise", () => {
    const order = new StepOrder([
      { id: "a" },
      { id: "b", needs: [] },
      { id: "c", needs: ["b"] },
      { id: "d" },
    ]);
    expect([0, 1, 2, 3].map((at) => order.direct(at))).toEqual([[], [], ["b"], ["a", "c"]]);
    expect([order.endsBefore("a", 2), order.endsBefore("a", 3), order.endsBefore("d", 3)]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("says what has ended before a step, and the least that says so", () => {
    fc.assert(
      fc.property(lists, (steps) => {
        const order = new StepOrder(steps);
        for (const at of steps.keys()) {
          const before = closure(steps, at);
          const said = steps.flatMap(({ id }, index) => (order.endsBefore(id, at) ? [index] : []));
          expect(said).toEqual([...before].filter((index) => index !== at).sort((a, b) => a - b));
          if (stuck(steps).length > 0) continue;
          const least = order.direct(at).map((id) => steps.findIndex((step) => step.id === id));
          const all = new Set([...least, ...least.flatMap((index) => [...closure(steps, index)])]);
          expect(all).toEqual(before);
          for (const one of least) expect(least.some((other) => closure(steps, other).has(one))).toBe(false);
        }
      }),
    );
  });

  it("finds circles, exactly where steps can never start, and real ones", () => {
    fc.assert(
      fc.property(lists, (steps) => {
        const circles = new StepOrder(steps).circles();
        expect(circles.length > 0).toBe(stuck(steps).length > 0);
        for (const circle of circles) {
          for (const [index, at] of circle.entries()) {
            expect(waits(steps, at)).toContain(circle[(index + 1) % circle.length]);
          }
        }
      }),
    );
  });

  it("is quick for long lists", () => {
    const steps = Array.from({ length: 2000 }, (_, at) => ({ id: `s${at}` }));
    const order = new StepOrder(steps);
    expect(steps.map((_, at) => order.direct(at).length).filter((length) => length > 1)).toEqual([]);
    expect(order.circles()).toEqual([]);
  });
});
