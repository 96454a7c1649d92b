import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { stepAt } from "../../../src/domain/decide/node/changes.ts";
import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import { asksForStatus } from "../../../src/domain/expression/references.ts";
import { enclosing } from "../../../src/domain/journal/path.ts";
import type { Recorded } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import { hash, plans, treeOf } from "../../helpers/engine/workflow-plans.ts";
import { type Started, WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { Crash } from "../../helpers/memory/machine.ts";
import { nodeRecords, nodesAfter, stepOf } from "../../helpers/workflow/node-records.ts";

/** A world whose commands come to what they are given, and fail as often as they say. */
function worldOf(tree: WorkflowTree, items: () => readonly string[]): WorkflowWorld {
  const world: WorkflowWorld = new WorkflowWorld(({ path, command, stdin }: Started) => {
    expect(tooManyAtOnce(tree, [...world.running])).toEqual([]);
    const failed = world.journal.filter((one) => one.type === "failed" && one.path === path).length;
    const fails =
      command === "fails" ||
      (command === "fails once" && failed < 1) ||
      (command === "fails twice" && failed < 2);
    if (fails) return { exitCode: 1, stdout: "failed" };
    return {
      exitCode: 0,
      stdout: command === "items" ? JSON.stringify(items()) : `${path} of ${hash(stdin)}`,
    };
  });
  return world;
}

/** Collections of which more items are at work than may be at once. */
function tooManyAtOnce(tree: WorkflowTree, running: readonly string[]): string[] {
  const items = new Set(
    running.flatMap((path) => [path, ...enclosing(path)]).filter((path) => path.endsWith("]")),
  );
  const collections = [...items].map((path) => path.slice(0, path.lastIndexOf("[")));
  return [...new Set(collections)].filter((path) => {
    const most = stepAt(tree, path)?.step.foreach?.concurrency ?? 0;
    return collections.filter((one) => one === path).length > most;
  });
}

/** Fails where something waits for ever: nothing here takes any time. */
async function ending<T>(run: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it does not end")), 5000);
  });
  return Promise.race([run, late]).finally(() => clearTimeout(timer));
}

/** More invocations than failures and gates, one after the other, can take. */
const most = 60;

/** Continues until it is done; its outputs. */
async function toTheEnd(world: WorkflowWorld, tree: WorkflowTree): Promise<unknown> {
  for (let count = 0; count < most; count++) {
    const { exitCode, outputs } = await ending(world.run(tree, { given: "" }));
    if (exitCode === 0) return outputs;
    expect([1, 3]).toContain(exitCode);
    world.approve();
  }
  throw new Error("it does not come to its end");
}

/** How an invocation of a run ends before the run does, after so many records. */
interface Cut {
  readonly after: number;
  readonly how: "crash" | "ctrl+c";
  /** Commands at once. */
  readonly concurrency: number;
}

async function untilCut(world: WorkflowWorld, tree: WorkflowTree, { after, how, concurrency }: Cut) {
  world[how === "crash" ? "fuse" : "patience"] = after;
  try {
    await ending(world.run(tree, { given: "" }, { concurrency }));
    world.approve();
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  world.fuse = Number.POSITIVE_INFINITY;
  world.patience = Number.POSITIVE_INFINITY;
}

/** What must not depend on how often the runner died. */
function results(world: WorkflowWorld): Record<string, unknown> {
  const nodes = nodesAfter(world.journal);
  // What left its collection, or is part of what is skipped by now, is history.
  const past = (path: string) =>
    nodes.get(path)?.retired ||
    enclosing(path).some((outer) => nodes.get(outer)?.retired || nodes.get(outer)?.status === "skipped");
  const known = [...nodes.values()].filter(({ path }) => !past(path));
  return Object.fromEntries(
    known
      .map(({ path, status, done }) => {
        return [
          path,
          status === "done" ? { status, ...done?.result, allowed: done?.allowed } : status,
        ] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Steps that are done in every invocation. */
const always = /(^|\/)(read|last)$/;

/** Done again although nothing that it consumed had changed. */
function doneForNothing(journal: readonly Recorded<RunRecord>[]): string[] {
  const before = new Map<string, string>();
  return nodeRecords(journal).flatMap((record) => {
    // It was begun with something else, which has changed back meanwhile.
    if (record.type === "interrupted") before.delete(record.path);
    if (record.type !== "done" || !["script", "agent", "gate"].includes(record.kind)) return [];
    const { path, attempt, consumed = {} } = record;
    const made = JSON.stringify([attempt, consumed]);
    const known = before.get(path);
    before.set(path, made);
    // It had left its collection, and is back.
    if (known === undefined || known === made || always.test(stepOf(path))) return [];
    return JSON.stringify(JSON.parse(known)[1]) === JSON.stringify(consumed) ? [path] : [];
  });
}

/** Paths of commands that were started more often than in a calm life and for what was in flight. */
function startedTooOften(tree: WorkflowTree, killed: WorkflowWorld, calm: WorkflowWorld): string[] {
  const times = (all: readonly string[], path: string) => all.filter((one) => one === path).length;
  const interrupted = nodeRecords(killed.journal).flatMap((r) => (r.type === "interrupted" ? [r.path] : []));
  return [...new Set(killed.executed)].filter((path) => {
    const allowed = times(calm.executed, path) + times(interrupted, path);
    const often = times(killed.executed, path) > allowed;
    return often && !always.test(stepOf(path)) && !asksHowItWent(tree, path);
  });
}

/** Whether it runs depends on what else has come to its end in the same invocation. */
function asksHowItWent(tree: WorkflowTree, path: string): boolean {
  return [path, ...enclosing(path)].some((one) => {
    const condition = stepAt(tree, one)?.step.if;
    return condition !== undefined && asksForStatus(condition.expression);
  });
}

const full = process.env.CRASH === "full";
const numRuns = full ? 2500 : 100;
const timeout = full ? 900_000 : 60_000;
const cut: fc.Arbitrary<Cut> = fc.record({
  after: fc.nat(60),
  how: fc.constantFrom("crash", "crash", "ctrl+c"),
  concurrency: fc.constantFrom(1, 2, Number.POSITIVE_INFINITY),
});
const someItems = fc.array(fc.constantFrom("a", "b", "c", "d", "x y", "]/#~%"), { maxLength: 5 });

describe("a workflow whose runner dies anywhere", () => {
  it(
    "comes to the same, and does nothing twice but what was in flight",
    async () => {
      await fc.assert(
        fc.asyncProperty(plans, someItems, fc.array(cut, { maxLength: 5 }), async (plan, items, cuts) => {
          const tree = treeOf(plan);
          const calm = worldOf(tree, () => items);
          const outputs = await toTheEnd(calm, tree);
          const killed = worldOf(tree, () => items);
          for (const one of cuts) await untilCut(killed, tree, one);
          expect(await toTheEnd(killed, tree)).toEqual(outputs);
          expect(results(killed)).toEqual(results(calm));
          expect(doneForNothing(killed.journal)).toEqual([]);
          expect(startedTooOften(tree, killed, calm)).toEqual([]);
        }),
        { numRuns },
      );
    },
    timeout,
  );

  it(
    "comes to what it would have come to with the collection that it had last",
    async () => {
      const lives = fc.array(fc.record({ items: someItems, cut }), { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(plans, someItems, lives, async (plan, last, cuts) => {
          const tree = treeOf(plan);
          const calm = worldOf(tree, () => last);
          const outputs = await toTheEnd(calm, tree);
          let items: readonly string[] = [];
          const killed = worldOf(tree, () => items);
          for (const life of cuts) {
            items = life.items;
            await untilCut(killed, tree, life.cut);
          }
          items = last;
          expect(await toTheEnd(killed, tree)).toEqual(outputs);
          expect(results(killed)).toEqual(results(calm));
          expect(doneForNothing(killed.journal)).toEqual([]);
        }),
        { numRuns },
      );
    },
    timeout,
  );
});
