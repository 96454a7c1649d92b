import type { AgentAttempt } from "../../../domain/agent/attempt.ts";
import { helpFor } from "../../../domain/agent/help.ts";
import { attemptToGoOnFrom } from "../../../domain/agent/session.ts";
import type { Work } from "../../../domain/decide/node/work.ts";
import type { AgentStepDefinition } from "../../../domain/definition/file/definition.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import type { AttemptLog } from "../../attempt/log.ts";
import { guardFile, type Performed, perform } from "../../attempt/perform.ts";
import { counterBefore, performerAfter, sessionToGoOnIn } from "../../attempt/performer.ts";
import type { Agent } from "../../ports/agent.ts";
import type { Performer } from "../../ports/performer.ts";
import type { StepPromptFacts } from "../../ports/prompts.ts";
import { nodeVariables, stopReason, timeoutError } from "../script.ts";
import type { NodeContext } from "../walk/context.ts";
import type { FailedTry } from "../walk/outcome.ts";
import { nodeLog } from "./log.ts";

/** An agent's step, to be decided. */
export type AgentNode = NodeContext<AgentStepDefinition>;
/** What it is asked. */
export type AgentWork = Extract<Work, { type: "agent" }>;

/** Makes one attempt at an agent's step, up to what it said. */
export async function makeAttempt(
  node: AgentNode,
  work: AgentWork,
  known: NodeState | undefined,
): Promise<"said" | FailedTry | { not: "stopped" }> {
  const { walk, step, path } = node;
  const history = known?.tries ?? [];
  let performer: Performer;
  try {
    performer = performerOf(node, history);
  } catch (error) {
    return { error: { kind: "not_installed", message: (error as Error).message } };
  }
  const after = attemptToGoOnFrom(history, step.id);
  const resume = sessionToGoOnIn(after, performer);
  await walk.slots.take();
  try {
    if (!walk.invocation.mayTry()) return { not: "stopped" };
    const number = (known?.attempt ?? 0) + 1;
    const log = nodeLog(walk, path, number);
    const token = await declare(node, log, performer, number, resume);
    const request = {
      ...{ action: step.id, attempt: number, sessionId: resume, access: performer.access },
      model: performer.model,
      prompt: promptFor(node, work, known, resume === undefined ? undefined : after),
      workspace: log.workspace.dir,
      env: { ...environmentOf(node, work, number, token), AGENTIC_SDLC_ACTION: step.id },
      limits: limitsOf(node),
      counter: counterBefore(history, resume),
    };
    const agent = timed(node, performer.agent);
    const performed = await perform(walk.deps, log, agent, request, node.signal, () => stopReason(walk));
    return counted(node, performed);
  } finally {
    walk.slots.give();
  }
}

/** Throws UserError where there is no such agent. */
function performerOf({ walk, step }: AgentNode, history: readonly AgentAttempt[]): Performer {
  return performerAfter(walk.deps, walk.deps.performerFor(step), history, step.id, step.fallback);
}

/** The agent that config gives a step first; undefined where there is none such any more. */
export function firstAgent({ walk, step }: AgentNode): string | undefined {
  try {
    return walk.deps.performerFor(step).agent.name;
  } catch {
    return undefined;
  }
}

/** Records the intent. From here on the attempt counts. Resolves to its token. */
async function declare(
  { walk, frame, step, path }: AgentNode,
  log: AttemptLog,
  { agent, model }: Performer,
  attempt: number,
  resume: string | undefined,
): Promise<string> {
  const token = walk.deps.token();
  await log.workspace.guard(`${log.dir}/${guardFile}`);
  await walk.journal.record({
    ...{ type: "intent", path, kind: "agent", attempt, token, agent: agent.name },
    ...(model === undefined ? {} : { model }),
    ...(resume === undefined ? {} : { resume }),
    consumed: frame.consumed(step.id),
  });
  const resumed = resume !== undefined;
  walk.journal.tell({ type: "node-started", path, kind: "agent", attempt, agent: agent.name, resumed });
  walk.journal.checkpointSoon();
  return token;
}

function promptFor(
  { walk }: AgentNode,
  { prompt }: AgentWork,
  known: NodeState | undefined,
  after: AgentAttempt | undefined,
): string {
  const { asked = [] } = known ?? {};
  return walk.deps.prompts.forStep({ prompt, asked, ...(after ? { goesOn: wordFor(after) } : {}) });
}

function wordFor({ outcome, error, retry }: AgentAttempt): StepPromptFacts["goesOn"] {
  if (outcome === "asked") return "answered";
  if (retry === "repair") return "unreadable";
  return error?.kind === "stalled" ? "stalled" : "interrupted";
}

/** What its processes are given. */
export function environmentOf(node: AgentNode, work: AgentWork, attempt: number, token: string) {
  const { agentEnv } = node.walk.deps;
  return { ...agentEnv, ...work.env, ...nodeVariables(node, attempt), AGENTIC_SDLC_TOKEN: token };
}

function limitsOf({ walk, step }: AgentNode) {
  const { attemptTime, silence } = walk.deps.config.limits;
  return {
    wallMs: Math.min(attemptTime, step.timeoutMs ?? Number.POSITIVE_INFINITY),
    silenceMs: step.silenceMs ?? silence,
    budgetUsd: walk.invocation.budgetUsd(0),
  };
}

/** An agent that runs out of the step's own time is said to. */
function timed({ walk, step }: AgentNode, agent: Agent): Pick<Agent, "perform"> {
  const own = step.timeoutMs !== undefined && step.timeoutMs < walk.deps.config.limits.attemptTime;
  if (!own) return agent;
  return {
    async perform(...asked) {
      const result = await agent.perform(...asked);
      return result.error?.kind === "timeout" ? { ...result, error: timeoutError(step.timeoutMs!) } : result;
    },
  };
}

/** Takes note of what an attempt cost, as far as it is told. */
function counted({ walk, path }: AgentNode, performed: Performed): "said" | { not: "stopped" } {
  const { agent = "", usage, error } = walk.journal.node(path)?.tries?.at(-1) ?? {};
  if ((usage?.costUsd ?? null) === null) {
    walk.invocation.tally.costUnknown = true;
    // A try that was refused, or not made, has cost nothing that could be told.
    const worked = error === undefined || helpFor(error.kind) === "again";
    if (worked && walk.request.budgetUsd !== undefined) walk.invocation.halt({ kind: "cost-unknown", agent });
  }
  if (performed === "said") return "said";
  walk.invocation.tally.interrupted.push(path);
  return { not: "stopped" };
}
