import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { RunRequest } from "../../../src/engine/run/request.ts";
import { testConfig } from "../../helpers/engine/config.ts";
import { runOver } from "../../helpers/engine/run-over.ts";
import { World } from "../../helpers/engine/world.ts";

const request: RunRequest = {
  ...{ selection: {}, auto: true, concurrency: 1, maxWaitMs: 1e9, freshSessions: false },
  ...{ alsoRecover: [], spentTodayUsd: 0 },
};
const limits = { ...testConfig().limits, calls: 6, costPerStory: 0.08, failures: 2 };
const flags = ["research_complete", "plan_complete", "implementation_complete", "reviews_complete"];

/** What an agent, or what it left for the checks to run, does to the file of any story. */
interface Edit {
  readonly slug: string;
  readonly key: string;
  readonly value: unknown;
  /** It commits the file, too. */
  readonly commits: boolean;
}

const edits: fc.Arbitrary<Edit> = fc.record({
  slug: fc.constantFrom("s0", "s1", "s2"),
  ...{ key: fc.constantFrom(...flags, "status", "blockedReason", "lastError"), value: fc.nat(3) },
  commits: fc.nat(5).map((n) => n === 0),
});

function edit(world: World, { slug, key, value, commits }: Edit): void {
  const story = world.story(slug);
  const status = (["backlog", "ready", "in-progress", "done"] as const)[value as number]!;
  const text = (value as number) > 2 ? "stop" : undefined;
  const changed = flags.includes(key)
    ? { flags: { ...story.flags, [key]: (value as number) > 2 } }
    : { [key]: key === "status" ? status : text };
  const now = { ...story, ...changed, hash: `${story.hash}'` };
  world.files.set(story.path, now);
  if (commits) world.stories.committed.add(now.hash);
}

/** Plays one edit, or none, after the other. */
function editor(world: World, plan: readonly (Edit | null)[]): () => void {
  let at = 0;
  return () => {
    const next = plan[at++ % plan.length];
    if (next) edit(world, next);
  };
}

function newWorld(): World {
  const world = new World();
  world.config = testConfig({ checks: ["test"], limits });
  for (const [i, slug] of ["s0", "s1", "s2"].entries()) world.addStory(slug, { priority: i });
  return world;
}

/** One story's calls, cost and allowances, as its journal tells them. */
function spent(world: World, slug: string) {
  const { attempts } = world.execution(slug);
  const records = world.journals.get(`id-${slug}`) ?? [];
  return {
    calls: attempts.length,
    costUsd: attempts.reduce((sum, { usage }) => sum + (usage?.costUsd ?? 0), 0),
    allowances: records.filter(({ type }) => type === "allowance").length,
  };
}

describe("agents that edit the board", () => {
  it("never get a story past its bounds, whatever they write, and to whichever story", async () => {
    const plan = fc.array(fc.option(edits, { freq: 4 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        plan,
        plan,
        fc.nat(3),
        fc.integer({ min: 1, max: 3 }),
        async (agent, checks, fails, concurrency) => {
          const world = newWorld();
          const byAgent = editor(world, agent);
          const byCheck = editor(world, checks);
          let call = 0;
          world.answer = ({ action }) => {
            byAgent();
            if (fails > 0 && ++call % (fails + 1) === 0)
              return { exitCode: 1, error: { kind: "crash", message: "no" } };
            return { output: action === "review" ? "VERDICT: rejected" : "done" };
          };
          world.check = () => {
            byCheck();
            return 0;
          };
          for (let run = 0; run < 3; run++) {
            const { deps, run: session } = world.start();
            await runOver(deps, session, { ...request, concurrency });
          }
          for (const slug of ["s0", "s1", "s2"]) {
            const { calls, costUsd, allowances } = spent(world, slug);
            expect({ slug, allowances }).toEqual({ slug, allowances: 0 });
            expect(calls).toBeLessThanOrEqual(limits.calls);
            expect(costUsd).toBeLessThanOrEqual(limits.costPerStory + 0.01);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("grant nothing by a cleared flag: the action is done again, within the allowance", async () => {
    const world = newWorld();
    world.answer = ({ action, env }) => {
      if (action === "implement" && env.AGENTIC_SDLC_PATH?.includes("[s0]"))
        edit(world, { slug: "s0", key: "plan_complete", value: 0, commits: false });
      return {};
    };
    const { deps, run } = world.start();
    await runOver(deps, run, request);
    expect(world.calls.filter((path) => path.includes("[s0]"))).toEqual([
      ...["refine#1", "research#1", "plan#1", "implement#1", "plan#2", "implement#2"].map(
        (a) => `story[s0]/${a}`,
      ),
    ]);
    expect(world.story("s0").blockedReason).toContain("limits.calls");
    expect(world.story("s1").status).toBe("done");
  });

  it("cannot lift another story's block", async () => {
    const world = newWorld();
    world.config = testConfig({ limits: { ...limits, calls: 30 } });
    world.answer = ({ env, action }) => {
      const path = env.AGENTIC_SDLC_PATH ?? "";
      if (path.includes("[s1]")) edit(world, { slug: "s0", key: "blockedReason", value: 0, commits: false });
      if (path.includes("[s0]") && action === "plan")
        return { exitCode: 1, error: { kind: "crash", message: "no" } };
      return {};
    };
    const { deps, run } = world.start();
    await runOver(deps, run, request);
    expect(world.calls.filter((path) => path.includes("[s0]/plan"))).toHaveLength(limits.failures);
    expect(world.story("s0").blockedReason).toContain("plan failed");
    expect(world.reporter.events).toContainEqual(
      expect.objectContaining({ type: "restored", keys: ["blocked_reason of s0"] }),
    );
  });

  it("leave it to a person: a flag that is cleared while nobody works on the story grants a new allowance", async () => {
    const world = newWorld();
    const first = world.start();
    await runOver(first.deps, first.run, request);
    edit(world, { slug: "s0", key: "plan_complete", value: 0, commits: false });
    const second = world.start();
    await runOver(second.deps, second.run, request);
    expect(spent(world, "s0").allowances).toBe(1);
    expect(world.calls).toContain("story[s0]/plan#2");
  });
});
