import type { NodeState } from "../../../domain/journal/nodes.ts";
import { runChecks } from "../../attempt/checks.ts";
import { type Judgement, judge } from "../../attempt/judge.ts";
import { candidates } from "../../attempt/performer.ts";
import { holding, secretIn } from "../secrets.ts";
import { type AgentNode, type AgentWork, environmentOf, firstAgent } from "./attempt.ts";
import { nodeLog } from "./log.ts";

/** A node whose agent has said what is not judged yet. */
export type SaidNode = NodeState & { readonly said: NonNullable<NodeState["said"]> };

/** Judges what was said in an attempt at an agent's step. */
export async function judgeAttempt(
  node: AgentNode,
  work: AgentWork,
  known: SaidNode,
): Promise<Judgement<{ readonly text: string }>> {
  const { walk, step, path, signal } = node;
  const { token = "", attempt: number, tries = [] } = known;
  const { output, question } = known.said;
  const log = nodeLog(walk, path, number);
  return judge<{ readonly text: string }>(
    walk.deps,
    log,
    { ...tries.at(-1)!, token, output, question },
    {
      history: tries,
      candidates: candidates(firstAgent(node) ?? tries.at(-1)!.agent, step.fallback),
      readText: (text) => walk.run.readText(text),
      read({ output: text, question: asks }) {
        // What is masked already is not found: only what is secret to this workflow, and short, could be left.
        const held = secretIn(walk, asks ?? text);
        if (held !== undefined) return { error: { kind: "denied", message: holding(held) } };
        if (asks === undefined && step.access === "read" && text.trim() === "")
          return { error: { kind: "schema", message: "said nothing" } };
        return { text };
      },
      async check() {
        if (step.checks.length === 0) return undefined;
        const env = environmentOf(node, work, number, token);
        return runChecks(walk.deps, log, { commands: step.checks, token, env }, signal);
      },
    },
  );
}
