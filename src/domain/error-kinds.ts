import type { AgentError, ErrorKind } from "./record.ts";

/** What can help after an error: waiting, trying again, or only a person. */
export type Help = "wait" | "again" | "person";

const help: Partial<Record<ErrorKind, Help>> = {
  rate_limit: "wait",
  overloaded: "wait",
  network: "wait",
  auth: "person",
  not_installed: "person",
};

/** What can help after an attempt failed with `kind`. An error only a person can mend stops the run at once. */
export function helpFor(kind: ErrorKind): Help {
  return help[kind] ?? "again";
}

const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;

/**
 * When to try again after an error that waiting helps: as the agent said, else doubling from 30 s to 15 min with each
 * such failure in a row.
 */
export function waitUntil(error: AgentError, failuresInRow: number, now: Date): Date {
  const own = Math.min(firstWaitMs * 2 ** Math.min(failuresInRow, 10), longestWaitMs);
  const ms = error.retryAfter !== undefined && error.retryAfter >= 0 ? error.retryAfter * 1000 : own;
  return new Date(now.getTime() + ms);
}
