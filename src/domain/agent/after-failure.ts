import type { AgentAttempt } from "./attempt.ts";
import type { AfterFailure, AgentError } from "./error.ts";
import { anotherMayHelp, helpFor, isFatal, waitUntil } from "./help.ts";
import { isRepair } from "./session.ts";

/** The agents an action may be done by, in the order of preference. */
export type Candidates = readonly [first: string, fallback?: string];

/** The agent of the next attempt at an action: the first, until it was turned from; then who it was turned to. */
export function agentFor(attempts: readonly AgentAttempt[], action: string, candidates: Candidates): string {
  const last = tries(attempts, action).at(-1);
  const chosen = last?.turnTo ?? last?.agent;
  return candidates.find((name) => name === chosen) ?? candidates[0];
}

/**
 * How an action goes on after `attempt` ended in `error`: asked once more in its session, without a session that is
 * unknown, by another agent, later; `{}`: it counts as a failure. `attempts` are all there were, in order.
 */
export function afterFailure(
  attempts: readonly AgentAttempt[],
  attempt: AgentAttempt,
  error: AgentError,
  candidates: Candidates,
  { resumes, now }: { readonly resumes: boolean; readonly now: Date },
): AfterFailure {
  // One turn to mend an answer: what goes wrong in it is a failure.
  const repair = isRepair(attempts, attempt);
  if (error.kind === "schema" && resumes && !repair && attempt.sessionId !== undefined)
    return { retry: "repair" };
  // Only of an attempt that was to go on in one: so it cannot happen twice in a row.
  if (error.kind === "session_missing" && !repair && attempt.resumed !== undefined) return { retry: "anew" };
  if (helpFor(error.kind) === "again") return {};
  const failed = { ...attempt, outcome: "failed" as const, error, endedAt: now.toISOString() };
  const before = tries(attempts, attempt.action).filter((a) => a.attempt < attempt.attempt);
  const own = readyAt([...before, failed], attempt.agent);
  const other = anotherMayHelp(error.kind) ? candidates.find((name) => name !== attempt.agent) : undefined;
  const then = other === undefined ? never : readyAt(before, other);
  if (then < own) {
    const waits = then > now.getTime() ? { waitUntil: new Date(then).toISOString() } : {};
    return { turnTo: other, ...waits };
  }
  return own === never ? {} : { waitUntil: new Date(own).toISOString() };
}

const never = Number.POSITIVE_INFINITY;

/** When an agent can be asked, as far as its last attempt tells (ms). */
function readyAt(attempts: readonly AgentAttempt[], agent: string): number {
  const own = attempts.filter((a) => a.agent === agent);
  const last = own.at(-1);
  if (last?.outcome !== "failed" || !last.error || last.endedAt === undefined) return 0;
  const help = helpFor(last.error.kind);
  if (help !== "wait") return help === "person" ? never : 0;
  const waits = (a: AgentAttempt) =>
    a.outcome === "failed" && a.error !== undefined && helpFor(a.error.kind) === "wait";
  const inRow = own.length - 1 - own.findLastIndex((a) => !waits(a));
  return waitUntil(last.error, inRow - 1, new Date(last.endedAt)).getTime();
}

/** The attempts at an action since it was last done, or ended the run. */
function tries(attempts: readonly AgentAttempt[], action: string): readonly AgentAttempt[] {
  const all = attempts.filter((a) => a.action === action);
  const ends = (a: AgentAttempt) =>
    a.outcome === "done" || (a.outcome === "failed" && a.error !== undefined && isFatal(a.error, a));
  return all.slice(all.findLastIndex(ends) + 1);
}
