import { describe, expect, it } from "@jest/globals";
import { builtinWorkflows } from "../../src/domain/definition/story/builtin.ts";
import type { ActionStep } from "../../src/domain/definition/story/definition.ts";
import type { Agent, AgentRequest, AgentResult } from "../../src/engine/ports/agent.ts";
import type { RunRequest } from "../../src/engine/run/request.ts";
import { performerFor } from "../../src/engine/story/performer.ts";
import { testConfig } from "../helpers/engine/config.ts";
import { runOver } from "../helpers/engine/run-over.ts";
import { World } from "../helpers/engine/world.ts";
import { anAttempt, anExecution } from "../helpers/stories.ts";

const all: RunRequest = {
  selection: {},
  auto: true,
  concurrency: 1,
  maxWaitMs: 6 * 3600e3,
  freshSessions: false,
  alsoRecover: [],
  spentTodayUsd: 0,
};

/** A world with one story, ready; what its agent is asked is kept. */
function worldWith(answer: (request: AgentRequest) => Partial<AgentResult>) {
  const world = new World();
  const asked: AgentRequest[] = [];
  world.addStory("a", { status: "ready" });
  world.answer = (request) => {
    asked.push(request);
    return answer(request);
  };
  const run = async (abort = new AbortController()) => {
    const { deps, run } = world.start();
    await runOver(deps, run, all, abort);
  };
  const ofImplement = () => asked.filter((r) => r.action === "implement");
  return { world, asked, run, ofImplement };
}

describe("what an agent is asked", () => {
  it("is held to a schema for a review, and not for an implementation", async () => {
    const { asked, run } = worldWith(() => ({}));
    await run();
    const schemaOf = (action: string) => asked.find((r) => r.action === action)?.schema;
    expect(schemaOf("review")).toMatchObject({ properties: { verdict: { enum: ["approved", "rejected"] } } });
    expect(schemaOf("implement")).toBeUndefined();
  });
});

describe("who does an action", () => {
  const step = builtinWorkflows[0]!.steps.find((s) => s.id === "implement") as ActionStep;
  const agentNamed = (name: string) => (name === "gone" ? undefined : ({ name, resumes: true } as Agent));
  const deps = (fallback?: string) => {
    const config = testConfig({
      actions: { implement: { fallback } },
      agents: { codex: { type: "codex", model: "its-own" } },
    });
    const first = { agent: agentNamed("claude")!, access: "full", model: "opus", silence: 5 } as const;
    return { config, agentNamed, performerOf: () => first };
  };
  const turned = anExecution([anAttempt({ outcome: "failed", agent: "claude", turnTo: "codex" })]);

  it("is the fallback it was turned to, with its own model, and all else that the action says", () => {
    expect(performerFor(deps("codex"), step, anExecution([]))).toMatchObject({ model: "opus" });
    const performer = performerFor(deps("codex"), step, turned);
    expect(performer).toMatchObject({ access: "full", model: "its-own", silence: 5 });
    expect(performer.agent.name).toBe("codex");
  });

  it("is the first agent where the fallback is gone from config, or from the machine's agents", () => {
    expect(performerFor(deps(), step, turned).agent.name).toBe("claude");
    const gone = anExecution([anAttempt({ outcome: "failed", agent: "claude", turnTo: "gone" })]);
    expect(performerFor(deps("gone"), step, gone).agent.name).toBe("claude");
  });
});

describe("a session that goes on", () => {
  const limited = { kind: "rate_limit", message: "slow down", retryAfter: 1 } as const;

  it("goes on from where its counter stood", async () => {
    const { world, run, ofImplement } = worldWith(({ action, attempt, counter }) => {
      if (action !== "implement") return {};
      const total = (counter?.costUsd ?? 0) + 1;
      const counted = { counter: { costUsd: total }, usage: { costUsd: 1 } };
      return attempt < 3 ? { ...counted, error: limited } : counted;
    });
    await run();
    expect(ofImplement().map((r) => r.counter)).toEqual([undefined, { costUsd: 1 }, { costUsd: 2 }]);
    expect(ofImplement().map((r) => r.sessionId)).toEqual([undefined, "s-implement", "s-implement"]);
    expect(world.execution("a").attempts.findLast((a) => a.action === "implement")?.counter).toEqual({
      costUsd: 3,
    });
  });

  it("goes on from where a dead runner's agent left it", async () => {
    const { world, run, ofImplement } = worldWith((request) => {
      if (request.action === "implement" && request.attempt === 1) world.fuse = 0;
      return {};
    });
    world.salvage = { sessionId: "s-implement", usage: { costUsd: 0.31 }, counter: { costUsd: 0.31 } };
    await expect(run()).rejects.toThrow("crashed");
    await run();
    expect(ofImplement()[1]).toMatchObject({ sessionId: "s-implement", counter: { costUsd: 0.31 } });
    expect(world.execution("a").attempts.find((a) => a.outcome === "interrupted")).toMatchObject({
      usage: { costUsd: 0.31 },
      counter: { costUsd: 0.31 },
    });
  });

  it("is not gone on in where a dead runner's agent had given its answer: that is judged", async () => {
    const { world, run, ofImplement } = worldWith((request) => {
      if (request.action === "implement") world.fuse = 0;
      return {};
    });
    const answer = { output: "did it", usage: { costUsd: 0.31 }, counter: { costUsd: 0.31 }, durationMs: 7 };
    world.salvage = { answer: { ...answer, exitCode: null, signal: null } };
    await expect(run()).rejects.toThrow("crashed");
    world.answer = () => ({});
    await run();
    expect(ofImplement()).toHaveLength(1);
    expect(world.execution("a").attempts.find((a) => a.action === "implement")).toMatchObject({
      ...{ outcome: "done", accepted: true, output: { text: "did it" } },
      ...{ usage: { costUsd: 0.31 }, counter: { costUsd: 0.31 }, durationMs: 7 },
    });
  });

  it("goes on from where an agent that was stopped left it", async () => {
    const abort = new AbortController();
    const { run, ofImplement } = worldWith(({ action, attempt }) => {
      if (action !== "implement" || attempt > 1) return {};
      abort.abort("SIGINT");
      const counter = { inputTokens: 7, costUsd: 0.2 };
      return { error: { kind: "crash", message: "stopped" }, usage: counter, counter };
    });
    await run(abort);
    await run();
    expect(ofImplement()[1]?.counter).toEqual({ inputTokens: 7, costUsd: 0.2 });
  });
});
