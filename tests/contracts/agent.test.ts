import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentResult } from "../../src/engine/ports/agent.ts";
import { MemoryAgent, type Play } from "../helpers/memory/agent.ts";
import { agentContract, type Behaviour } from "./agent.contract.ts";

const never = () => new Promise<never>(() => {});
const fails = (kind: NonNullable<AgentResult["error"]>["kind"]): Play => {
  return () => ({ error: { kind, message: `the service says ${kind}` } });
};
const usage = { inputTokens: 1000, outputTokens: 50, costUsd: 0.25 };
const issues = [{ severity: "major", description: "d" }] as const;

const plays: Partial<Record<Behaviour, Play>> = {
  deaf: () => ({ output: "hello" }),
  async session(_, tell) {
    await tell({ type: "session", sessionId: "s-1" });
    return { output: "hello", usage: { costUsd: 0.5 } };
  },
  async hangs(_, tell) {
    await tell({ type: "session", sessionId: "s-1" });
    await tell({ type: "text", text: "working" });
    return never();
  },
  async talks(_, tell) {
    for (;;) {
      await tell({ type: "text", text: "more" });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  fails: () => ({ exitCode: 3, error: { kind: "crash", message: "exit code 3" } }),
  garbage: () => ({ output: "\u0000\ufffd" }),
  async edits({ access, workspace }, tell) {
    await tell({ type: "tool", name: "Write", detail: "made.txt" });
    if (access !== "read") writeFileSync(join(workspace, "made.txt"), "made");
    return { output: "hello" };
  },
  async usage(_, tell) {
    await tell({ type: "usage", usage });
    return { output: "hello", usage };
  },
  async resumes({ sessionId }, tell) {
    await tell({ type: "session", sessionId: `${sessionId}` });
    return { output: `going on in ${sessionId}` };
  },
  forgets: fails("session_missing"),
  structured: () => ({ verdict: "rejected", issues }),
  unstructured: fails("schema"),
  asks: () => ({ question: "Which theme?" }),
  unauthorized: fails("auth"),
  limited: fails("rate_limit"),
  overloaded: fails("overloaded"),
};

/** One for all tests of a behaviour: what it left behind is asked of it later. */
const agents = new Map(Object.entries(plays).map(([does, play]) => [does, new MemoryAgent("memory", play)]));

agentContract("memory", Object.keys(plays) as Behaviour[], (behaviour) => agents.get(behaviour)!);
