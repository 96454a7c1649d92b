import type { AgentAttempt } from "./attempt.ts";
import { helpFor, isFromOutside } from "./help.ts";
import type { Usage } from "./usage.ts";
import { sumUsage } from "./usage.ts";

/** Whether an attempt was stopped before it had done what it was asked: by its runner's end, a limit, a lost login. */
export function isPaused({ outcome, error }: AgentAttempt): boolean {
  if (outcome === "failed") return error !== undefined && isFromOutside(error.kind);
  return outcome === "interrupted" || outcome === "running";
}

/** Whether an attempt was ended because it was silent for too long. */
export function isStalled({ outcome, error }: AgentAttempt): boolean {
  return outcome === "failed" && error?.kind === "stalled";
}

/**
 * Whether the next attempt goes on from this one: inside its session, where it has one. `attempts` are all there
 * were, in order. What stalls twice in one session is begun anew.
 */
export function goesOn(attempts: readonly AgentAttempt[], attempt: AgentAttempt): boolean {
  const { withdrawn, outcome, sessionId, retry } = attempt;
  if (withdrawn || (outcome === "failed" && sessionId === undefined)) return false;
  if (isPaused(attempt) || outcome === "asked" || retry === "repair") return true;
  if (!isStalled(attempt) || isRepair(attempts, attempt)) return false;
  return inSession(attempts, sessionId!).filter(isStalled).length === 1;
}

/**
 * The attempt that the next one at an action is made after: the last; of an agent that is asked again, its own last one,
 * where who was asked meanwhile could not even begin. `attempts` are all there were, in order.
 */
export function lastOfNext<A extends AgentAttempt>(attempts: readonly A[], action: string): A | undefined {
  const tries = attempts.filter((a) => a.action === action);
  const last = tries.at(-1);
  const own = tries.findLastIndex((a) => a.agent === last?.turnTo);
  const idle = tries.slice(own + 1).every(({ error }) => error && helpFor(error.kind) === "person");
  return own >= 0 && idle ? tries[own] : last;
}

/** The attempt that the next one at an action goes on from; undefined where it starts anew. */
export function attemptToGoOnFrom<A extends AgentAttempt>(
  attempts: readonly A[],
  action: string,
): A | undefined {
  const from = lastOfNext(attempts, action);
  return from !== undefined && goesOn(attempts, from) ? from : undefined;
}

/**
 * The attempt whose unreadable answer was asked for once more, and was not given since: what has come after it was only
 * interrupted. `attempts` are all there were, in order; those from number `before` on are left out.
 */
export function unreadAnswer(
  attempts: readonly AgentAttempt[],
  action: string,
  before = Number.POSITIVE_INFINITY,
): AgentAttempt | undefined {
  const last = attempts.findLast((a) => a.action === action && a.attempt < before && !isPaused(a));
  return last?.outcome === "failed" && last.retry === "repair" ? last : undefined;
}

/** Whether an attempt is, or goes on with, the one turn in which an unreadable answer is to be given again. */
export function isRepair(
  attempts: readonly AgentAttempt[],
  { action, attempt, resumed }: AgentAttempt,
): boolean {
  const unread = unreadAnswer(attempts, action, attempt);
  if (unread === undefined || resumed === undefined) return false;
  if (unread.sessionId === resumed) return true;
  // Some agents give a session another id when they go on in it.
  const before = attempts.findLast(
    (a) =>
      a.action === action && a.attempt < attempt && a.attempt > unread.attempt && a.sessionId === resumed,
  );
  return before !== undefined && isRepair(attempts, before);
}

/**
 * What a session's own counter stands at: as the last attempt in it said, and what later ones used that could not say.
 * Undefined where nothing is known.
 */
export function sessionCounter(attempts: readonly AgentAttempt[], sessionId: string): Usage | undefined {
  return inSession(attempts, sessionId).reduce<Usage | undefined>(
    (counter, a) => a.counter ?? (a.usage ? sumUsage(counter, a.usage) : counter),
    undefined,
  );
}

/** An attempt that went on in an interrupted session: what was paid before it, and is not paid again. */
export interface WentOn {
  readonly sessionId: string;
  /** Path of the attempt it went on from. */
  readonly from: string;
  /** USD of the attempts before it in the session, and of this one; `null`: not reported. */
  readonly beforeUsd: number | null;
  readonly afterUsd: number | null;
}

/** How an attempt went on in the session of an attempt that was stopped; undefined where it did not. */
export function wentOn(attempts: readonly AgentAttempt[], attempt: AgentAttempt): WentOn | undefined {
  const { resumed, action, attempt: number, usage } = attempt;
  // Where its agent did not know the session, it did not.
  if (resumed === undefined || attempt.error?.kind === "session_missing") return undefined;
  const before = inSession(attempts, resumed).filter((a) => a.action === action && a.attempt < number);
  const from = before.at(-1);
  if (!from || !(isPaused(from) || isStalled(from))) return undefined;
  const beforeUsd =
    before.reduce<Usage | undefined>((all, a) => sumUsage(all, a.usage), undefined)?.costUsd ?? null;
  return { sessionId: resumed, from: from.path, beforeUsd, afterUsd: usage?.costUsd ?? null };
}

/** The attempts of a session, in order, also under the ids it had before. */
function inSession(attempts: readonly AgentAttempt[], sessionId: string): readonly AgentAttempt[] {
  const ids = new Set([sessionId]);
  const found: AgentAttempt[] = [];
  for (const a of attempts.toReversed()) {
    if (a.sessionId === undefined || !ids.has(a.sessionId)) continue;
    found.push(a);
    // It began there: an earlier one of the same name is another.
    if (a.resumed === undefined) break;
    ids.add(a.resumed);
  }
  return found.reverse();
}
