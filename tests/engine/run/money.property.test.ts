import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Story } from "../../../src/domain/story/story.ts";
import { testConfig } from "../../helpers/engine/config.ts";
import { runOver } from "../../helpers/engine/run-over.ts";
import { World } from "../../helpers/engine/world.ts";

/** What an agent does to its story's file, or leaves for its runner, while it works. */
type Deed = "nothing" | "clears" | "sets" | "goes back" | "asks for it again" | "fails";

const deeds: readonly Deed[] = ["nothing", "clears", "sets", "goes back", "asks for it again", "fails"];
interface Behaviour {
  /** In turn, for each attempt. */
  readonly deeds: readonly Deed[];
  /** What each costs. */
  readonly cents: number;
  readonly boundUsd: number;
  readonly concurrency: number;
  readonly bound: "budget" | "run" | "day";
}

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  deeds: fc.array(fc.constantFrom(...deeds), { minLength: 1, maxLength: 12 }),
  cents: fc.integer({ min: 1, max: 300 }),
  boundUsd: fc.integer({ min: 1, max: 12 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  bound: fc.constantFrom("budget" as const, "run" as const, "day" as const),
});

function edited(story: Story, deed: Deed): Story {
  const flags = { ...story.flags, research_complete: deed === "sets" };
  if (deed === "clears" || deed === "sets") return { ...story, flags };
  return deed === "goes back" ? { ...story, status: "ready", flags } : story;
}

/** Runs a board whose agents do as they like; what was said in all is in the stories' own journals. */
async function runBoard({ deeds, cents, boundUsd, concurrency, bound }: Behaviour) {
  const world = new World();
  const limits = { calls: 40, costPerStory: 1000, costPerRun: bound === "run" ? boundUsd : 1000 };
  world.config = testConfig({
    limits: { ...testConfig().limits, ...limits, ...(bound === "day" ? { costPerDay: boundUsd } : {}) },
  });
  for (const slug of ["a", "b", "c"]) world.addStory(slug);
  let made = 0;
  world.answer = (request) => {
    const deed: Deed = deeds[made++ % deeds.length]!;
    const slug = /\[(.*)\]/.exec(request.env.AGENTIC_SDLC_PATH!)![1]!;
    const story = world.story(slug);
    world.files.set(story.path, edited(story, deed));
    if (deed === "asks for it again") world.post(slug, { type: "redo", action: "research", note: "again" });
    const failed = deed === "fails" ? { error: { kind: "crash", message: "x" } as const } : {};
    return { usage: { costUsd: cents / 100 }, ...failed };
  };
  const request = {
    ...{
      selection: {},
      auto: true,
      concurrency,
      maxWaitMs: 0,
      freshSessions: false,
      alsoRecover: [],
      maxActions: 30,
    },
    ...{ spentTodayUsd: 0, ...(bound === "budget" ? { budgetUsd: boundUsd } : {}) },
  };
  const { deps, run } = world.start();
  await runOver(deps, run, request);
  const said = [...world.journals.values()].flat().filter((record) => record.type === "said");
  const spent = said.reduce(
    (sum, record) => sum + (record.type === "said" ? (record.usage.costUsd ?? 0) : 0),
    0,
  );
  return { spent, told: run.state.costUsd, open: run.state.current.length };
}

describe("the money of a run", () => {
  it("is told to the last cent, and passes its bounds by no more than one attempt, whatever agents do meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(behaviour, async (of) => {
        const { spent, told, open } = await runBoard(of);
        expect(told).toBeCloseTo(spent, 6);
        expect(spent).toBeLessThan(of.boundUsd + of.cents / 100 + 1e-6);
        expect(open).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});
