import { describe, expect, it } from "@jest/globals";
import type { RunRequest } from "../../../src/engine/run/request.ts";
import { testConfig } from "../../helpers/engine/config.ts";
import { runOver } from "../../helpers/engine/run-over.ts";
import { World } from "../../helpers/engine/world.ts";

const all: RunRequest = {
  selection: {},
  auto: true,
  concurrency: 1,
  maxWaitMs: 6 * 3600e3,
  freshSessions: false,
  alsoRecover: [],
  spentTodayUsd: 0,
};

async function run(world: World, request: Partial<RunRequest> = {}) {
  const { deps, run } = world.start();
  const asked = { ...all, ...request };
  return { ...(await runOver(deps, run, asked)), run };
}

describe("the loop", () => {
  it("takes a story from backlog to done, each action once", async () => {
    const world = new World();
    world.addStory("a");
    const { ending } = await run(world);
    expect(ending).toEqual({ status: "done", exitCode: 0, reason: "" });
    expect(world.story("a").status).toBe("done");
    expect(world.calls).toEqual(
      ["refine", "research", "plan", "implement", "review"].map((s) => `story[a]/${s}#1`),
    );
    expect(world.story("a").flags).toEqual({
      research_complete: true,
      plan_complete: true,
      implementation_complete: true,
      reviews_complete: true,
    });
  });

  it("does one action when not asked for all", async () => {
    const world = new World();
    world.addStory("a");
    world.addStory("b", { status: "in-progress" });
    const { ending } = await run(world, { auto: false });
    expect(world.calls).toEqual(["story[b]/research#1"]);
    expect(ending).toMatchObject({ status: "done", exitCode: 0 });
  });

  it("works on four stories at once, and on none twice at a time", async () => {
    const world = new World();
    for (const slug of ["a", "b", "c", "d", "e", "f"]) world.addStory(slug);
    const { ending } = await run(world, { concurrency: 4 });
    expect(ending.exitCode).toBe(0);
    expect(world.calls).toHaveLength(30);
    expect(new Set(world.calls).size).toBe(30);
  });

  it("sends rejected work back to implement, and blocks after three rejections with exit 1", async () => {
    const world = new World();
    world.addStory("a", { status: "ready" });
    world.answer = ({ action }) => (action === "review" ? { output: "no\nVERDICT: rejected" } : {});
    const { ending } = await run(world);
    expect(world.calls.filter((c) => c.includes("implement"))).toHaveLength(3);
    expect(world.story("a").blockedReason).toBe("review rejected 3 times");
    expect(ending.exitCode).toBe(1);
  });

  it("blocks a story after three failures in a row and goes on with the others", async () => {
    const world = new World();
    world.addStory("a", { priority: 1 });
    world.addStory("b");
    world.answer = (request) =>
      request.env.AGENTIC_SDLC_PATH?.startsWith("story[a]")
        ? { exitCode: 1, error: { kind: "crash", message: "boom" } }
        : {};
    const { ending } = await run(world);
    expect(world.story("a").blockedReason).toBe("refine failed 3 times: boom");
    expect(world.story("b").status).toBe("done");
    expect(ending).toMatchObject({ status: "done", exitCode: 1 });
  });

  it("does not accept an unreadable review", async () => {
    const world = new World();
    world.addStory("a", { status: "ready" });
    world.answer = ({ action }) => (action === "review" ? { output: "looks great to me" } : {});
    await run(world);
    expect(world.story("a").flags.reviews_complete).not.toBe(true);
    expect(world.story("a").blockedReason).toMatch(/^review failed 3 times/);
  });

  it("waits out a rate limit, without counting it as a failure", async () => {
    const world = new World();
    world.addStory("a");
    let limited = 5;
    world.answer = () =>
      limited-- > 0 ? { error: { kind: "rate_limit", message: "slow down", retryAfter: 60 } } : {};
    const before = world.clock.nowMs;
    const { ending } = await run(world);
    expect(ending.exitCode).toBe(0);
    expect(world.clock.nowMs - before).toBeGreaterThanOrEqual(5 * 60_000);
  });

  it("stops with exit 6 when the wait would be longer than allowed", async () => {
    const world = new World();
    world.addStory("a");
    world.answer = () => ({ error: { kind: "rate_limit", message: "tomorrow", retryAfter: 7 * 3600 } });
    expect((await run(world)).ending).toMatchObject({ status: "limited", exitCode: 6 });
  });

  it("stops at once on what only a person can mend", async () => {
    const world = new World();
    world.addStory("a");
    world.answer = () => ({ error: { kind: "auth", message: "log in first" }, usage: { costUsd: null } });
    const { ending, result } = await run(world);
    expect(ending).toMatchObject({ status: "failed", exitCode: 1 });
    expect(world.calls).toHaveLength(1);
    // What a refused call cost is told by nobody, and so it is not nothing.
    expect(result.tally.costUnknown).toBe(true);
  });

  it("parks a story at a question, and goes on in its session with the answer", async () => {
    const world = new World();
    world.addStory("a");
    world.answer = ({ action, attempt }) =>
      action === "plan" && attempt === 1 ? { question: "Which one?" } : {};
    expect((await run(world)).ending).toMatchObject({ status: "done", exitCode: 3 });
    world.post("a", { type: "answered", text: "The first" });
    let session: string | undefined;
    world.answer = (request) => {
      if (request.action === "plan") session = request.sessionId;
      return {};
    };
    expect((await run(world)).ending.exitCode).toBe(0);
    expect(session).toBe("s-plan");
    expect(world.story("a").status).toBe("done");
  });

  it("holds a story at its gate until a person approves", async () => {
    const world = new World();
    world.config = testConfig({ gates: { implement: "approve" } });
    world.addStory("a", { status: "ready" });
    expect((await run(world)).ending).toMatchObject({ status: "done", exitCode: 3 });
    expect(world.calls.at(-1)).toBe("story[a]/implement#1");
    world.post("a", { type: "approved" });
    expect((await run(world)).ending.exitCode).toBe(0);
    expect(world.calls.at(-1)).toBe("story[a]/review#1");
  });

  it("runs the checks again, not the implementation, when the tree changed before the review", async () => {
    const world = new World();
    world.config = testConfig({ checks: ["npm test"] });
    world.addStory("a", { status: "ready", flags: { research_complete: true, plan_complete: true } });
    let checks = 0;
    world.check = () => {
      checks++;
      return 0;
    };
    await run(world, { maxActions: 1 });
    expect(checks).toBe(1);
    world.tree = "tree-2";
    await run(world);
    expect(checks).toBe(2);
    expect(world.calls).toEqual(["story[a]/implement#1", "story[a]/review#1"]);
  });

  it("checks the tree again that a reviewer has changed, before its approval counts", async () => {
    const world = new World();
    world.config = testConfig({ checks: ["npm test"] });
    world.addStory("a", { status: "ready", flags: { research_complete: true, plan_complete: true } });
    world.check = () => (world.tree === "broken" ? 1 : 0);
    world.answer = ({ action, attempt }) => {
      if (action === "review") world.tree = attempt === 1 ? "broken" : "harmless";
      else world.tree = `done-${attempt}`;
      return {};
    };
    expect((await run(world)).ending.exitCode).toBe(0);
    expect(world.calls.map((path) => path.slice("story[a]/".length))).toEqual([
      "implement#1",
      "review#1",
      "implement#2",
      "review#2",
    ]);
    const [, review] = world.execution("a").attempts;
    // Before each judgement, and before checks run again: a dead runner may have left them running.
    expect(world.processes.ended).toHaveLength(4 + 2);
    expect(review?.error).toMatchObject({
      kind: "check",
      message: expect.stringMatching(/^the tree changed/),
    });
  });

  it("never takes an agent's own flags for acceptance", async () => {
    const world = new World();
    const { path } = world.addStory("a", { status: "ready" });
    world.answer = ({ action }) => {
      if (action === "research") {
        const now = world.files.get(path)!;
        world.files.set(path, { ...now, status: "done", flags: { ...now.flags, reviews_complete: true } });
      }
      return {};
    };
    await run(world);
    expect(world.calls).toContain("story[a]/review#1");
    expect(world.execution("a").attempts.find((a) => a.action === "research")?.restored).toEqual([
      "reviews_complete",
      "status",
    ]);
  });

  it("counts actions, not attempts, for --max-actions", async () => {
    const world = new World();
    world.addStory("a");
    let failures = 2;
    world.answer = () => (failures-- > 0 ? { exitCode: 1, error: { kind: "crash", message: "boom" } } : {});
    const { ending } = await run(world, { maxActions: 2 });
    expect(ending).toMatchObject({ status: "limited", exitCode: 0 });
    expect(world.calls).toEqual([
      "story[a]/refine#1",
      "story[a]/refine#2",
      "story[a]/refine#3",
      "story[a]/research#1",
    ]);
  });
});
