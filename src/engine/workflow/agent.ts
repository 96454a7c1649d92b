import { helpFor, isFromOutside } from "../../domain/agent/help.ts";
import type { AgentStep } from "../../domain/definition/file/definition.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import type { Agent, AgentEvent, AgentResult } from "../ports/agent.ts";
import { remainingUsd } from "../run/limits.ts";
import { guardFile } from "../story/housekeep.ts";
import type { Handler } from "./handlers.ts";
import type { NodeContext } from "./node-context.ts";
import type { FailedTry, Try } from "./outcome.ts";
import { waitForPerson } from "./person.ts";
import { putBackGit } from "./put-back.ts";
import { type Said, saidOf } from "./said.ts";
import { interrupt, nodeVariables, timeoutError } from "./script.ts";
import { holding, secretIn } from "./secrets.ts";
import { recordFailed } from "./settle.ts";
import { Waits } from "./waits.ts";
import type { Work } from "./work.ts";

type Node = NodeContext<AgentStep>;
type AgentWork = Extract<Work, { type: "agent" }>;

const overtaken: FailedTry = {
  error: { kind: "unknown", message: "what it was made of is another by now" },
};

/** What it needs to know of a person first. */
interface Question {
  readonly question: string;
}

/**
 * Asks an agent; goes on in the session of an attempt that was stopped, or whose question was answered, and waits rate
 * limits and overloads out. With a question of its own it is parked until a person answers.
 */
export const askAgent: Handler<"agent"> = async (node, work, known) => {
  const { walk, path } = node;
  const waits = new Waits(node);
  for (let since = known; ; since = walk.node(path)) {
    let message = questionOf(since);
    if (message === undefined) {
      const result = await walk.work(node.hold, () => untilItSays(node, work, since, waits));
      if (!("question" in result)) return result;
      message = result.question;
    }
    const answer = await waitForPerson(node, { kind: "agent", message, decided: answerOf });
    if (typeof answer === "object") return answer;
    if (walk.over || node.signal.aborted) return { not: "stopped" };
  }
};

/** What it waits to be told. */
function questionOf(known: NodeState | undefined): string | undefined {
  return known?.status === "parked" && known.kind === "agent" ? known.reason : undefined;
}

function answerOf(known: NodeState | undefined): string | undefined {
  return known?.status === "answered" ? known.asked?.at(-1)?.answer : undefined;
}

/** Until it has said something that is no reason to wait. */
async function untilItSays(
  node: Node,
  work: AgentWork,
  known: NodeState | undefined,
  waits: Waits,
): Promise<Try | Question> {
  const { walk, path } = node;
  const said = known?.status === "open" ? known.said : undefined;
  if (said) {
    // It was paid for: it is judged, never asked again; but for what would not stand if it had been judged.
    const judged = judge(node, said);
    if (!node.frame.isCurrent(known?.consumed)) await recordFailed(node, overtaken, 0, "again");
    else if (!isWait(judged)) return judged;
    else await waits.record(judged);
  }
  for (let since = said ? walk.node(path) : known; ; since = walk.node(path)) {
    if (!(await waits.over(since)) || walk.limit()) return { not: "stopped" };
    const agent = agentOf(node);
    if ("error" in agent) return agent;
    const sessionId = sessionToResume(agent, since);
    await walk.slots.take();
    const result = await attempt(node, agent, work, since, sessionId).finally(() => walk.slots.give());
    if (!isFailed(result)) return result;
    const missing = result.error.kind === "session_missing" && sessionId !== undefined;
    if (!missing && !isWait(result)) return result;
    await waits.record(result, missing ? "at once" : undefined);
  }
}

function agentOf({ walk, step }: Node): Agent | FailedTry {
  try {
    return walk.deps.agentFor(step.agent);
  } catch (error) {
    return { error: { kind: "not_installed", message: (error as Error).message } };
  }
}

function isFailed(result: Try | Question): result is FailedTry {
  return "error" in result;
}

function isWait(result: Try | Question): result is FailedTry {
  return isFailed(result) && helpFor(result.error.kind) === "wait";
}

async function attempt(
  node: Node,
  agent: Agent,
  work: AgentWork,
  known: NodeState | undefined,
  sessionId: string | undefined,
): Promise<Try | Question> {
  const { walk, step, path } = node;
  const { deps, run } = walk;
  if (!walk.mayTry()) return { not: "stopped" };
  const number = (known?.attempt ?? 0) + 1;
  const token = deps.token();
  const attemptDir = run.nodeDir(path, number);
  await deps.workspace.guard(`${attemptDir}/${guardFile}`);
  await walk.record({
    ...{ type: "intent", path, kind: "agent", attempt: number, token, agent: agent.name },
    ...(step.model === undefined ? {} : { model: step.model }),
    ...(sessionId === undefined ? {} : { resume: sessionId }),
    consumed: node.frame.consumed(step.id),
  });
  walk.tell({
    type: "node-started",
    path,
    kind: "agent",
    attempt: number,
    agent: agent.name,
    resumed: sessionId !== undefined,
  });
  walk.checkpointSoon();
  const { limits } = deps.config;
  const spent = { actions: walk.actions, costUsd: walk.costUsd };
  const stalled = known?.error?.kind === "stalled" ? "stalled" : "interrupted";
  const goesOn = known?.status === "answered" ? "answered" : stalled;
  const { asked = [] } = known ?? {};
  const wallMs = Math.min(limits.attemptTime, step.timeoutMs ?? Number.POSITIVE_INFINITY);
  const result = await agent.perform(
    {
      action: step.id,
      attempt: number,
      prompt: deps.prompts.forStep({
        prompt: work.prompt,
        ...(sessionId === undefined ? {} : { goesOn }),
        asked,
      }),
      access: step.access,
      model: step.model,
      sessionId,
      counter: sessionId === undefined ? undefined : known?.counter,
      workspace: deps.root,
      attemptDir,
      env: {
        ...deps.agentEnv,
        ...work.env,
        ...nodeVariables(node, number),
        AGENTIC_SDLC_ACTION: step.id,
        AGENTIC_SDLC_TOKEN: token,
      },
      limits: {
        wallMs,
        silenceMs: limits.silence,
        budgetUsd: remainingUsd(walk.request, limits, walk.state, spent, 0),
      },
      mask: deps.mask,
    },
    (event) => heard(node, event),
    node.signal,
  );
  await putBackGit(deps, path, attemptDir);
  return conclude(node, number, result);
}

/**
 * What was stopped before it had done what it was asked goes on, as does what was answered, or was silent for too long,
 * once; any other failure is tried anew.
 */
function sessionToResume(agent: Agent, known: NodeState | undefined): string | undefined {
  const { status, error } = known ?? {};
  const waited = status === "failed" && error !== undefined && isFromOutside(error.kind);
  const stalled = status === "failed" && error?.kind === "stalled" && known?.stalls === 1;
  const stopped = status === "interrupted" || status === "answered" || waited || stalled;
  return stopped && known?.agent === agent.name && agent.resumes ? known.sessionId : undefined;
}

async function heard({ walk, path }: Node, event: AgentEvent): Promise<void> {
  if (event.type === "started") {
    await walk.record({ type: "started", path, pid: event.pid, startTime: event.startTime });
    walk.run.noteAgent(path, { pid: event.pid });
    walk.checkpointSoon();
  } else if (event.type === "session" && event.sessionId !== walk.node(path)?.sessionId) {
    await walk.record({ type: "session", path, sessionId: event.sessionId });
    walk.run.noteAgent(path, { sessionId: event.sessionId });
    walk.checkpointSoon();
  }
  walk.tell({ type: "node-agent", path, event });
}

async function conclude(node: Node, number: number, result: AgentResult): Promise<Try | Question> {
  const { walk, path, step } = node;
  const { deps } = walk;
  const { usage, counter } = result;
  if (usage.costUsd === null) walk.costUnknown = true;
  // A try that was refused, or not made, has cost nothing that could be told.
  const worked = result.error === undefined || helpFor(result.error.kind) === "again";
  if (usage.costUsd === null && worked && walk.request.budgetUsd !== undefined) {
    walk.stop ??= { kind: "cost-unknown", agent: walk.node(path)?.agent ?? "" };
  }
  if (node.signal.aborted && result.error) {
    return interrupt(node, number, { usage, ...(counter ? { counter } : {}) });
  }
  const own = step.timeoutMs !== undefined && step.timeoutMs < deps.config.limits.attemptTime;
  const error = result.error?.kind === "timeout" && own ? timeoutError(step.timeoutMs!) : result.error;
  const said = saidOf({ ...result, error }, { path, attempt: number }, deps.mask, walk.run);
  await walk.record(said);
  return judge(node, said);
}

/** Judges what an agent said, from the journal alone: after a crash again, and never paid for again. */
function judge({ walk, step }: Node, { output, question, usage, error }: Said): Try | Question {
  if (error) return { error, usage, result: { stdout: output, exitCode: null } };
  const text = walk.run.readText(output);
  // What is masked already is not found: only what is secret to this workflow, and short, could be left.
  const held = secretIn(walk, question ?? text);
  if (held !== undefined) {
    return { error: { kind: "denied", message: holding(held) }, usage };
  }
  if (question !== undefined) return { question };
  if (step.access === "read" && text.trim() === "") {
    return { error: { kind: "schema", message: "said nothing" }, usage };
  }
  return { result: { stdout: walk.run.keepText(text.replace(/\n+$/, "")) }, usage };
}
