import { setMaxListeners } from "node:events";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Charge, newRunState, type RunState } from "../../../src/domain/journal/run-state.ts";
import { type Ask, Reservations } from "../../../src/engine/run/reservation.ts";

interface Kind {
  readonly caps: boolean;
  readonly silent: boolean;
  /** USD of each of its attempts; the first is the dearest. */
  readonly costs: readonly number[];
}

const dollars = fc.integer({ min: 1, max: 40 }).map((tenths) => tenths / 10);
const kind: fc.Arbitrary<Kind> = fc.record({
  caps: fc.boolean(),
  silent: fc.boolean(),
  costs: fc.array(dollars, { minLength: 1, maxLength: 8 }).map((costs) => costs.sort((a, b) => b - a)),
});

const identity = { runId: "run-1", options: {}, workflow: { name: "", hash: "" }, toolVersion: "" };

/** Works on everything at once, as far as money is reserved for it. */
async function workOnAll(kinds: readonly Kind[], boundUsd: number, turns: readonly number[]) {
  let state: RunState = newRunState({ ...identity, scope: { kind: "board" } }, "");
  let spent = 0;
  let [most, atOnce] = [0, 0];
  const over = () => spent >= boundUsd;
  const money = new Reservations(
    () => boundUsd - spent,
    () => state,
    over,
  );
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const attempt = async ({ caps, silent, costs }: Kind, action: string, usd: number, turn: number) => {
    const ask: Ask = { agent: { name: "a", capsItself: caps }, action, ownUsd: Number.POSITIVE_INFINITY };
    const reserved = await money.reserve(ask, signal);
    if (!reserved || over()) return reserved?.release();
    most = Math.max(most, ++atOnce);
    for (let i = 0; i < turn; i++) await new Promise(setImmediate);
    atOnce--;
    const told = silent ? null : caps ? Math.min(usd, reserved.budgetUsd) : Math.min(usd, costs[0]!);
    spent += told ?? 0;
    const charge: Charge = {
      ...{ storyId: action, action, attempt: 1, agent: "a", at: "" },
      ...{ usage: { costUsd: told }, silent },
    };
    state = { ...state, charges: [...state.charges, charge] };
    reserved.release();
  };
  const all = kinds.flatMap((k, i) => k.costs.map((usd, j) => ({ k, action: `action-${i}`, usd, j })));
  const works = all.map(({ k, action, usd }, i) => attempt(k, action, usd, turns[i % turns.length]!));
  await Promise.all(works);
  return {
    spent,
    most,
    over: over(),
    total: all.filter(({ k }) => !k.silent).reduce((s, a) => s + a.usd, 0),
  };
}

describe("money that is reserved before a start", () => {
  it("lets bounds be passed by at most one attempt's cost, however many are in flight, and stops nothing else", async () => {
    const turns = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 });
    const some = fc.array(kind, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(some, dollars, turns, async (kinds, boundUsd, taken) => {
        const { spent, over } = await workOnAll(kinds, boundUsd, taken);
        const dearest = Math.max(...kinds.flatMap(({ costs }) => costs));
        expect(spent).toBeLessThan(boundUsd + dearest);
        // Whatever could be afforded was made: nobody waits for ever.
        if (!over) {
          const uncapped = kinds.filter(({ caps, silent }) => !caps && !silent);
          expect(spent).toBeGreaterThanOrEqual(
            uncapped.flatMap(({ costs }) => costs).reduce((s, c) => s + c, 0) - 1e-9,
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it("works on many at once where there is money for all, once it is known what one costs", async () => {
    const costs = [1, 1, 1, 1, 1];
    expect((await workOnAll([{ caps: false, silent: false, costs }], 100, [2])).most).toBe(4);
    expect((await workOnAll([{ caps: false, silent: false, costs }], 3.5, [2])).most).toBe(2);
    expect((await workOnAll([{ caps: false, silent: true, costs }], 1, [2])).most).toBe(4);
    expect((await workOnAll([{ caps: true, silent: false, costs }], 3.5, [2])).most).toBe(1);
  });
});
