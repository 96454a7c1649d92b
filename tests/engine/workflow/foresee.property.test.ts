import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Foreseen, foresee } from "../../../src/domain/decide/node/foresee.ts";
import type { AskedAgain, Outlook } from "../../../src/domain/decide/node/outlook.ts";
import { decisionIn } from "../../../src/domain/decide/node/waiting.ts";
import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import type { NodeRecord } from "../../../src/domain/journal/node-record.ts";
import { Nodes } from "../../../src/domain/journal/nodes.ts";
import { isWithin } from "../../../src/domain/journal/path.ts";
import { hash, type Plan, plans, treeOf } from "../../helpers/engine/workflow-plans.ts";
import { type Started, WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { Crash } from "../../helpers/memory/machine.ts";
import { nodeRecords } from "../../helpers/workflow/node-records.ts";

/** A world whose commands come to what they are given, and fail as often as they say. */
function worldOf(items: () => readonly string[]): WorkflowWorld {
  const world: WorkflowWorld = new WorkflowWorld(({ path, command, stdin }: Started) => {
    const failed = world.journal.filter((one) => one.type === "failed" && one.path === path).length;
    const times = { "fails once": 1, "fails twice": 2, fails: Number.POSITIVE_INFINITY }[command] ?? 0;
    if (failed < times) return { exitCode: 1, stdout: "failed" };
    const stdout = command === "items" ? JSON.stringify(items()) : `${path} of ${hash(stdin)}`;
    return { exitCode: 0, stdout };
  });
  return world;
}

type Inputs = Outlook["inputs"];

/** What the next invocation finds: what people have decided meanwhile is taken first. */
function outlookOn(world: WorkflowWorld, tree: WorkflowTree, inputs: Inputs, asked: AskedAgain): Outlook {
  const nodes = new Nodes();
  const records = nodeRecords(world.journal);
  for (const record of records) nodes.apply(record as never);
  for (const { name: inbox, message } of world.messages) {
    const { path = "", decision } = decisionIn(message) ?? {};
    nodes.apply({ ...decision, path, inbox, seq: 0, epoch: 1, at: "" } as never);
  }
  // What its runner died over is recorded as interrupted before anything else.
  for (const { path, status, attempt, said } of [...nodes.all()]) {
    if (status !== "open" || said) continue;
    nodes.apply({ type: "interrupted", path, attempt, reason: "", seq: 0, epoch: 1, at: "" } as never);
  }
  return { tree, inputs, world: frameWorld, nodes, asked, board: () => ({ stories: [] }) as never };
}

const frameWorld: Outlook["world"] = {
  hash: (text) => createHash("sha256").update(text).digest("hex"),
  mask: (text) => text,
  readText: (text) => ("text" in text ? text.text : ""),
  variables: {},
  boardStories: () => [],
};

/** What a run did otherwise than was foreseen; [] where it kept its word. Of nodes that it was certain to reach. */
function broken(foreseen: readonly Foreseen[], before: Nodes, did: readonly NodeRecord[]): string[] {
  return foreseen.flatMap(({ path, step, ruling, after, isOpened }) => {
    if (after !== undefined) return [];
    const types = did.filter((one) => one.path === path).map(({ type }) => type);
    const has = (...some: NodeRecord["type"][]) => types.some((type) => some.includes(type));
    const within = did.some((one) => isWithin(one.path, path));
    const rest = [...before.all()].some((one) => isWithin(one.path, path) && one.status === "parked");
    const kept = () => {
      switch (ruling.kind) {
        case "reuse":
          return ruling.isBack ? types.join() === "done" : types.length === 0;
        case "skip":
          return ruling.silent || !has("intent", "done", "failed", "parked");
        case "wait":
          return !has("intent", "done", "failed", "skipped");
        case "items":
          return isOpened || within || (ruling.items.length === 0 && has("done"));
        case "run":
          return step.type === "workflow" ? within || rest : has("intent", "done", "failed");
        case "retire":
          return before.get(path)?.retired || has("retired");
        case "fail":
          return has("failed") || (step.allowFailure && has("done"));
        case "unreached":
          return !within;
        case "undecided":
          return false;
      }
    };
    return kept() ? [] : [`${path}: ${ruling.kind}, and then: ${types.join() || "nothing"}`];
  });
}

/** A run that was begun, cut off after so many records, or not, and decided about by people. */
async function begin(world: WorkflowWorld, tree: WorkflowTree, cuts: readonly number[]): Promise<void> {
  for (const after of cuts) {
    world.fuse = after;
    try {
      await world.run(tree, { given: "" });
      world.approve();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    world.fuse = Number.POSITIVE_INFINITY;
  }
}

/** The same workflow after somebody has worked on these of its steps. */
function edited(tree: WorkflowTree, ids: readonly string[]): WorkflowTree {
  return {
    ...tree,
    stepHashes: new Map([...tree.stepHashes].map(([id, of]) => [id, ids.includes(id) ? `${of}*` : of])),
    children: new Map([...tree.children].map(([id, child]) => [id, edited(child, ids)])),
  };
}

/** The same, but nothing in it runs in every invocation. */
function still({ steps, raw: { finally: _last, ...raw } }: Plan): Plan {
  const own = steps.map(({ raw: { reuse: _reuse, ...step }, child }) => ({
    raw: step as Plan["steps"][number]["raw"],
    ...(child ? { child: still(child) } : {}),
  }));
  return { steps: own, raw: { ...raw, steps: own.map((step) => step.raw) } };
}

const full = process.env.CRASH === "full";
const numRuns = full ? 3000 : 150;
const timeout = full ? 900_000 : 60_000;
const someItems = fc.array(fc.constantFrom("a", "b", "c", "d", "x y"), { maxLength: 5 });
const someSteps = fc.subarray(["read", "s0", "s1", "s2", "s3", "last"]);
const asking = fc.record({
  changed: someSteps,
  given: fc.constantFrom("", "", "b"),
  rerunChanged: fc.boolean(),
  only: fc.option(fc.constantFrom("s0", "s1", "s2"), { nil: undefined, freq: 4 }),
  rerun: fc.option(fc.nat(100), { nil: undefined, freq: 3 }),
});

describe("what is foreseen of a run", () => {
  it(
    "is what it does, of every node whose predecessors stand",
    async () => {
      const lives = fc.array(fc.nat(80), { minLength: 1, maxLength: 3 });
      await fc.assert(
        fc.asyncProperty(plans, lives, someItems, someItems, asking, async (plan, cuts, first, last, how) => {
          const tree = treeOf(plan);
          let items = first;
          const world = worldOf(() => items);
          await begin(world, tree, cuts);
          items = last;
          const today = edited(tree, how.changed);
          const inputs = { given: how.given };
          const known = [...(world.state.nodes?.all() ?? [])].map(({ path }) => path);
          const rerun = how.rerun === undefined ? undefined : known[how.rerun % (known.length || 1)];
          const has = tree.workflow.steps.some(({ id }) => id === how.only);
          const asked = { rerunChanged: how.rerunChanged, rerun, only: has ? how.only : undefined };
          const outlook = outlookOn(world, today, inputs, asked);
          const foreseen = foresee(outlook);
          const before = nodeRecords(world.journal).length;
          const reopen = rerun === undefined ? [] : [rerun];
          const { only, rerunChanged } = asked;
          await world.run(today, inputs, { rerunChanged, reopen, ...(only === undefined ? {} : { only }) });
          const did = nodeRecords(world.journal).slice(before);
          // What it finds when it begins is foreseen already.
          const own = did.slice(did.findLastIndex((one) => "reason" in one && one.reason === died) + 1);
          expect(broken(foreseen, outlook.nodes, withoutStart(own))).toEqual([]);
        }),
        { numRuns },
      );
    },
    timeout,
  );

  it(
    "is certain where all is done, and nothing reads the world",
    async () => {
      await fc.assert(
        fc.asyncProperty(plans, someItems, fc.boolean(), async (plan, items, rerunChanged) => {
          const tree = treeOf(still(plan));
          const world = worldOf(() => items);
          for (let exitCode = 1, count = 0; exitCode !== 0; count++) {
            expect(count).toBeLessThan(60);
            exitCode = (await world.run(tree, { given: "" })).exitCode;
            world.approve();
          }
          const foreseen = foresee(outlookOn(world, tree, { given: "" }, { rerunChanged }));
          const moving = foreseen.filter(({ ruling: { kind }, isOpened }) => {
            return (
              kind === "undecided" || kind === "wait" || kind === "fail" || (kind === "run" && !isOpened)
            );
          });
          expect(moving.map(({ path, ruling }) => `${path}: ${ruling.kind}`)).toEqual([]);
          expect(foreseen.filter(({ after }) => after !== undefined)).toEqual([]);
        }),
        { numRuns },
      );
    },
    timeout,
  );
});

const died = "its runner died";

/** Without what an invocation records before it decides anything: what people decided, and what is to be done again. */
function withoutStart(records: readonly NodeRecord[]): NodeRecord[] {
  return records.filter(({ type }) => !["approved", "rejected", "answered", "reopened"].includes(type));
}
