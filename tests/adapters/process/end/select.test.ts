import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { selectAttempt, selectDescendants } from "../../../../src/adapters/process/end/select.ts";
import type { ProcessEntry } from "../../../../src/adapters/process/platform/table.ts";

const entry = (pid: number, parent: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent,
  group: pid,
  session: pid,
  state: "running",
  carries: false,
  ...more,
});
const pids = (entries: readonly ProcessEntry[]) => entries.map((e) => e.pid).sort((a, b) => a - b);

/** Tables as they may be: parents anywhere, even in circles. */
const table = fc.uniqueArray(
  fc.record({
    pid: fc.integer({ min: 1, max: 30 }),
    parent: fc.integer({ min: 0, max: 30 }),
    group: fc.integer({ min: 0, max: 30 }),
    session: fc.integer({ min: 0, max: 30 }),
    state: fc.constantFrom("running", "stopped", "zombie"),
    carries: fc.boolean(),
  } as const),
  { selector: (e) => e.pid, maxLength: 30 },
);

describe("the processes of an attempt", () => {
  it("are the carriers, the leader's group and session, and all their descendants", () => {
    const entries = [
      entry(1, 0),
      entry(10, 1), // we
      entry(20, 10), // the leader
      entry(21, 1, { group: 20 }),
      entry(22, 1, { session: 20 }),
      entry(23, 22), // a descendant that left group and session
      entry(30, 1, { carries: true }),
      entry(31, 30),
      entry(40, 1), // somebody else
      entry(41, 20, { state: "zombie" }),
    ];
    expect(pids(selectAttempt(entries, 10, 20))).toEqual([20, 21, 22, 23, 30, 31]);
    expect(pids(selectAttempt(entries, 10))).toEqual([30, 31]);
  });

  it("never include us or what started us, whatever the table says, nor zombies", () => {
    fc.assert(
      fc.property(
        table,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 30 }),
        (all, self, leader) => {
          const chosen = selectAttempt(all, self, leader);
          const parents = new Map(all.map((e) => [e.pid, e.parent]));
          const ancestors = new Set<number>();
          for (let p: number | undefined = self; p !== undefined && !ancestors.has(p); p = parents.get(p)) {
            ancestors.add(p);
          }
          expect(chosen.filter((e) => ancestors.has(e.pid) || e.state === "zombie")).toEqual([]);
          const missed = all.filter(
            (e) => e.carries && e.state !== "zombie" && !ancestors.has(e.pid) && !chosen.includes(e),
          );
          expect(missed).toEqual([]);
        },
      ),
    );
  });

  it("are not everything, when the leader's number is 1 or 0", () => {
    const entries = [entry(1, 0), entry(10, 1), entry(40, 1, { group: 1 }), entry(41, 0, { group: 0 })];
    expect(selectAttempt(entries, 10, 1)).toEqual([]);
    expect(selectAttempt(entries, 10, 0)).toEqual([]);
  });
});

describe("descendants", () => {
  it("are found to the end, once each, also in a circle", () => {
    expect(pids(selectDescendants([entry(2, 1), entry(3, 2), entry(4, 3), entry(9, 1)], 2))).toEqual([3, 4]);
    expect(pids(selectDescendants([entry(2, 3), entry(3, 2)], 2))).toEqual([3]);
  });
});
