/** Why an attempt failed. `docs/agents.md` says for each whether a retry can help. */
export const errorKinds = [
  "auth",
  "rate_limit",
  "overloaded",
  "network",
  "bad_request",
  "session_missing",
  "budget",
  "turns",
  "schema",
  "denied",
  "stalled",
  "timeout",
  "crash",
  "not_installed",
  "check",
  "unknown",
] as const;

export type ErrorKind = (typeof errorKinds)[number];

export interface AgentError {
  readonly kind: ErrorKind;
  readonly message: string;
  /** Seconds to wait before trying again, as the agent said. */
  readonly retryAfter?: number;
}

/** How an action goes on after a failed attempt. With none of these keys it counts as a failure, and starts anew. */
export interface AfterFailure {
  /** Nobody is asked before (ISO 8601). */
  readonly waitUntil?: string;
  /** The agent that is asked instead of this one: its action's fallback, or the first again. */
  readonly turnTo?: string;
  /**
   * `repair`: its answer could not be read, and is asked for once more in its session. `anew`: the session it was to go
   * on in is unknown; without it.
   */
  readonly retry?: "repair" | "anew";
}
