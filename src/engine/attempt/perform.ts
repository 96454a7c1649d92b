import type { Said } from "../../domain/journal/said.ts";
import { maskIssue } from "../../domain/text/mask.ts";
import type { Deps } from "../deps.ts";
import {
  type Agent,
  type AgentEvent,
  type AgentRequest,
  type AgentResult,
  hadAnswered,
  type LeftBehind,
} from "../ports/agent.ts";
import type { AttemptLog } from "./log.ts";

/** The file, in an attempt's folder, that holds git's hooks and executing config as they were before it. */
export const guardFile = "git-guard.json";

/** How an attempt left the hands of its agent. `interrupted`: it was stopped, and is recorded so. */
export type Performed = "said" | "interrupted";

/**
 * Asks an agent, from its recorded intent to what it said: its process and session are durable before anything else it
 * tells, and what it said before that is judged. `stopped`: what to record where it was stopped.
 */
export async function perform(
  { mask }: Pick<Deps, "mask">,
  log: AttemptLog,
  agent: Pick<Agent, "perform">,
  request: Omit<AgentRequest, "attemptDir" | "mask">,
  signal: AbortSignal,
  stopped: () => string,
): Promise<Performed> {
  const result = await agent.perform(
    { ...request, attemptDir: log.dir, mask },
    (event) => heard(log, event),
    signal,
  );
  return conclude(mask, log, result, signal, stopped);
}

/** Records what an attempt came to: what it said, or that it was stopped. */
export async function conclude(
  mask: Deps["mask"],
  log: AttemptLog,
  result: AgentResult,
  signal: AbortSignal,
  stopped: () => string,
): Promise<Performed> {
  await learnSession(log, result.sessionId);
  if (signal.aborted && result.error !== undefined) {
    await log.putBack("alive");
    await interrupt(log, stopped(), result);
    return "interrupted";
  }
  await log.record({ type: "said", ...saidOf(mask, log, result) });
  return "said";
}

async function heard(log: AttemptLog, event: AgentEvent): Promise<void> {
  if (event.type === "started") {
    const { pid, startTime } = event;
    await log.record({ type: "started", pid, startTime });
    log.trace({ pid });
  } else if (event.type === "session") await learnSession(log, event.sessionId);
  log.tell({ type: "heard", event });
}

async function learnSession(log: AttemptLog, sessionId: string | undefined): Promise<void> {
  if (sessionId === undefined || sessionId === log.sessionId) return;
  await log.record({ type: "session", sessionId });
  log.trace({ sessionId });
}

/** What an agent said, masked. */
function saidOf(mask: Deps["mask"], log: AttemptLog, result: AgentResult): Said {
  const { exitCode, signal, usage, counter, durationMs, verdict, issues, error } = result;
  const question = result.question?.trim();
  return {
    exitCode,
    signal,
    output: log.keepText(mask(result.output)),
    verdict,
    issues: issues?.map((issue) => maskIssue(issue, mask)),
    question: question ? mask(question) : undefined,
    usage,
    ...(counter ? { counter } : {}),
    ...(error ? { error: { ...error, message: mask(error.message) } } : {}),
    durationMs,
  };
}

/** Records an attempt that will not be finished, and of which nothing is alive; keeps its work under a private ref. */
async function interrupt(
  log: AttemptLog,
  reason: string,
  { usage, counter }: Pick<LeftBehind, "usage" | "counter">,
): Promise<void> {
  const kept = await log.workspace.keep(log.keptAs);
  await log.record({
    ...{ type: "interrupted", reason },
    ...(usage ? { usage } : {}),
    ...(counter ? { counter } : {}),
    ...(kept ? { kept } : {}),
  });
  log.tell({ type: "interrupted", reason, sessionKept: log.sessionId !== undefined });
}

/** An attempt that was begun, and whose end nobody recorded. */
export interface OpenAttempt {
  readonly agent: string;
  readonly token?: string;
  readonly pid?: number;
  readonly startTime?: string | null;
}

/**
 * Puts an attempt in order whose runner died: ends what is left of it, and learns its session. An answer that it had given
 * is left to be judged, and not asked for again.
 */
export async function recover(
  deps: Pick<Deps, "processes" | "agentNamed" | "mask" | "reporter">,
  log: AttemptLog,
  { agent, token, pid, startTime }: OpenAttempt,
  reason: string,
): Promise<void> {
  if (token !== undefined) await deps.processes.end({ token, pid, startTime });
  const left = deps.agentNamed(agent)?.salvage(log.dir) ?? {};
  await learnSession(log, left.sessionId);
  if (!left.answer) {
    await log.putBack("dead");
    return interrupt(log, reason, left);
  }
  await log.record({ type: "said", ...saidOf(deps.mask, log, left.answer) });
  deps.reporter.event({ type: "note", text: hadAnswered(log.name) });
}
