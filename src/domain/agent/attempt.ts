import type { AfterFailure, AgentError } from "./error.ts";
import type { Usage } from "./usage.ts";

/** One try by an agent, whoever asked for it: a story's action, or a step of a workflow file. */
export interface AgentAttempt {
  /** Printed path at the time. */
  readonly path: string;
  /** What it was asked for: the id of its step. */
  readonly action: string;
  /** From 1, over the whole life of what asks for it. */
  readonly attempt: number;
  readonly agent: string;
  /**
   * `running`: intent recorded, nothing said (its runner may be dead). `said`: it ended, not judged yet.
   * The rest are final.
   */
  readonly outcome: "running" | "said" | "done" | "failed" | "asked" | "interrupted";
  readonly endedAt?: string;
  /** The session it was to go on in. */
  readonly resumed?: string;
  readonly sessionId?: string;
  /** What this attempt alone used. */
  readonly usage?: Usage;
  /** What its session's own counter stood at in the end, for agents that count over the whole session. */
  readonly counter?: Usage;
  readonly error?: AgentError;
  /** `failed` only: what is asked for next, where that is not a new try by the same agent. */
  readonly retry?: AfterFailure["retry"];
  /** `failed` only: the agent that is asked instead. */
  readonly turnTo?: string;
  /** Taken back since. */
  readonly withdrawn?: { readonly by: string; readonly reason: string };
}

/** A service that is waited for: not before `until`, and since when in a row. Times are ISO 8601. */
export interface Wait {
  readonly until: string;
  readonly since: string;
  readonly kind: string;
  readonly message: string;
  /** Who said so. */
  readonly agent?: string;
}

/** Who is waited for, and why, after an attempt failed so: whom it turns to, or who has just failed. */
export function waitAfter(
  attempts: readonly AgentAttempt[],
  failed: { readonly action: string; readonly attempt: number; readonly at: string } & AfterFailure,
  before: Wait | undefined,
): Wait | undefined {
  const { action, attempt, at, turnTo, waitUntil } = failed;
  if (waitUntil === undefined) return undefined;
  const last = attempts.findLast(
    (a) =>
      a.action === action && a.error && (turnTo === undefined ? a.attempt === attempt : a.agent === turnTo),
  );
  const { kind = "unknown", message = "" } = last?.error ?? {};
  return { until: waitUntil, since: before?.since ?? at, kind, message, agent: last?.agent };
}
