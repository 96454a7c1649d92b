import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { builtinWorkflows } from "../../src/domain/definition/story/builtin.ts";
import type { StoryStep, StoryWorkflow } from "../../src/domain/definition/story/definition.ts";
import type { RunRequest } from "../../src/engine/run/request.ts";
import { reconcile } from "../../src/engine/story/reconcile.ts";
import { testConfig } from "../helpers/engine/config.ts";
import { runOver } from "../helpers/engine/run-over.ts";
import { World } from "../helpers/engine/world.ts";
import { Crash } from "../helpers/memory/machine.ts";

const request: RunRequest = {
  selection: {},
  auto: true,
  concurrency: 1,
  maxWaitMs: 1e9,
  freshSessions: false,
  alsoRecover: [],
  spentTodayUsd: 0,
};

/** A workflow of any shape: any of the story workflow's steps, with scripts between them. */
const workflows: fc.Arbitrary<StoryWorkflow> = fc
  .tuple(fc.subarray([...builtinWorkflows[0]!.steps], { minLength: 1 }), fc.subarray([0, 1, 2, 3, 4]))
  .map(([steps, scripts]) => {
    const all: StoryStep[] = steps.flatMap((step, i) =>
      scripts.includes(i) ? [step, { id: `script-${i}`, type: "script" as const, run: "true" }] : [step],
    );
    const ids = new Set(all.map((s) => s.id));
    const fixed = all.map((s) =>
      s.type === "action" && s.rejected && !ids.has(s.rejected.reopens) ? { ...s, rejected: undefined } : s,
    );
    return {
      name: "story",
      steps: [...fixed, { id: "last", type: "script", run: "true", ends: "done", sets: "last_complete" }],
    };
  });

interface Plan {
  readonly workflow: StoryWorkflow;
  readonly stories: number;
  readonly concurrency: number;
  readonly rejections: number;
  readonly failures: number;
  readonly unreadable: number;
  readonly limits: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  workflow: workflows,
  stories: fc.integer({ min: 1, max: 4 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  rejections: fc.integer({ min: 0, max: 1 }),
  failures: fc.integer({ min: 0, max: 2 }),
  unreadable: fc.integer({ min: 0, max: 3 }),
  limits: fc.integer({ min: 0, max: 2 }),
});

function worldOf(plan: Plan): World {
  const world = new World();
  world.workflow = plan.workflow;
  world.config = testConfig({ checks: ["test"], limits: { ...testConfig().limits, calls: 1000 } });
  for (let i = 0; i < plan.stories; i++) world.addStory(`s${i}`, { priority: i });
  // What an agent does depends on what the journal holds, not on what a dead process remembered.
  world.answer = ({ action, env }) => {
    const slug = /story\[(.+?)\]/.exec(env.AGENTIC_SDLC_PATH ?? "")![1]!;
    const { attempts } = world.execution(slug);
    const judged = attempts.filter(
      (a) => a.action === action && (a.outcome === "done" || a.outcome === "failed"),
    );
    if (action === "plan" && judged.filter((a) => a.outcome === "failed").length < plan.failures) {
      return { exitCode: 1, error: { kind: "crash", message: "boom" } };
    }
    const failed = judged.filter((a) => a.outcome === "failed").length;
    if (action === "review" && failed < plan.unreadable) return { output: "Fine." };
    if (action === "implement" && failed < plan.limits) {
      return { error: { kind: "rate_limit", message: "slow down", retryAfter: 60 } };
    }
    const rejected = judged.filter((a) => a.verdict === "rejected").length;
    if (action === "review" && rejected < plan.rejections) return { output: "VERDICT: rejected" };
    return { output: action === "review" ? "VERDICT: approved" : `output of ${action}` };
  };
  return world;
}

const calmly = (plan: Plan): Plan => ({ ...plan, failures: 0, rejections: 0, unreadable: 0, limits: 0 });

async function runOnce(world: World, concurrency: number, fuse: number): Promise<boolean> {
  const { deps, run } = world.start();
  world.fuse = fuse;
  try {
    await reconcile(deps, run, world.board());
    const asked = { ...request, concurrency };
    const { ending } = await runOver(deps, run, asked);
    expect(ending).toMatchObject({ status: "done", exitCode: 0 });
    return true;
  } catch (error) {
    if (error instanceof Crash) return false;
    throw error;
  }
}

/** What must not depend on how often the runner died. */
function outcome(world: World, plan: Plan) {
  return [...world.files.values()].map(({ slug, status, flags, body }) => {
    const { attempts } = world.execution(slug);
    const failed = attempts
      .filter((a) => a.outcome === "failed")
      .map((a) => `${a.action}: ${a.error?.kind} ${a.retry}`);
    const said = attempts
      .filter((a) => a.outcome === "done")
      .map((a) => `${a.action}: ${JSON.stringify(a.output)} ${a.verdict}`);
    return { slug, status, flags, body, said, failed, steps: plan.workflow.steps.length };
  });
}

describe("a runner that dies anywhere", () => {
  it("ends, when continued, where an uninterrupted one ends, and pays for nothing twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 6 }),
        async (plan, fuses) => {
          const calm = worldOf(plan);
          expect(await runOnce(calm, plan.concurrency, Number.POSITIVE_INFINITY)).toBe(true);
          const killed = worldOf(plan);
          for (const fuse of fuses) if (await runOnce(killed, plan.concurrency, fuse)) break;
          await runOnce(killed, plan.concurrency, Number.POSITIVE_INFINITY);
          expect(outcome(killed, plan)).toEqual(outcome(calm, plan));
          for (const { slug } of killed.files.values()) {
            const { attempts } = killed.execution(slug);
            // Whatever was said was judged, once; whatever was not is one interrupted attempt more.
            expect(attempts.every((a) => ["done", "failed", "interrupted"].includes(a.outcome))).toBe(true);
            expect(attempts.filter((a) => a.outcome === "done").every((a) => a.accepted)).toBe(true);
            const journal = killed.journals.get(`id-${slug}`)!;
            for (const a of attempts) {
              const of = journal.filter(
                (r) => "attempt" in r && r.action === a.action && r.attempt === a.attempt,
              );
              expect(of.filter((r) => r.type === "said").length).toBeLessThanOrEqual(1);
              expect(
                of.filter((r) => r.type === "done" || r.type === "failed" || r.type === "interrupted"),
              ).toHaveLength(1);
            }
          }
          expect(new Set(killed.calls).size).toBe(killed.calls.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("ends in the same state when the journals lose their ends, too", async () => {
    const cuts = fc.array(fc.record({ story: fc.nat(3), records: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 0, max: 80 }), cuts, async (plan, fuse, lost) => {
        const calm = worldOf(calmly(plan));
        await runOnce(calm, plan.concurrency, Number.POSITIVE_INFINITY);
        const cut = worldOf(calmly(plan));
        await runOnce(cut, plan.concurrency, fuse);
        for (const { story, records } of lost) cut.journals.get(`id-s${story}`)?.splice(-records);
        await runOnce(cut, plan.concurrency, Number.POSITIVE_INFINITY);
        // An action whose records are gone may have run again; what it comes to is the same.
        const end = (world: World) => outcome(world, plan).map(({ said: _said, ...same }) => same);
        expect(end(cut)).toEqual(end(calm));
      }),
      { numRuns: 100 },
    );
  });

  it("loses nothing at any single cut of a story's whole life", async () => {
    const plan: Plan = {
      workflow: builtinWorkflows[0]!,
      stories: 2,
      concurrency: 2,
      rejections: 1,
      failures: 1,
      unreadable: 1,
      limits: 1,
    };
    const calm = worldOf(plan);
    await runOnce(calm, 2, Number.POSITIVE_INFINITY);
    const expected = outcome(calm, plan);
    let fuse = 0;
    for (; ; fuse++) {
      const world = worldOf(plan);
      const ended = await runOnce(world, 2, fuse);
      if (!ended) await runOnce(world, 2, Number.POSITIVE_INFINITY);
      expect(outcome(world, plan)).toEqual(expected);
      if (ended) break;
    }
    expect(fuse).toBeGreaterThan(100);
  });
});
