import type { AfterFailure, AgentError, ErrorKind } from "./error.ts";

/** What can help after an error: waiting, trying again, or only a person. */
export type Help = "wait" | "again" | "person";

const help: Partial<Record<ErrorKind, Help>> = {
  rate_limit: "wait",
  overloaded: "wait",
  network: "wait",
  auth: "person",
  not_installed: "person",
  bad_request: "person",
};

/** What can help after an attempt failed with `kind`. An error only a person can mend stops the run at once. */
export function helpFor(kind: ErrorKind): Help {
  return help[kind] ?? "again";
}

/** Whether another agent may be able to do what this one cannot do now. A network that is down is down for all. */
export function anotherMayHelp(kind: ErrorKind): boolean {
  return kind === "rate_limit" || kind === "overloaded" || kind === "auth" || kind === "not_installed";
}

/** What a person does about an error that only a person can mend; "" for the others. */
export function fixFor(kind: ErrorKind, agent: string): string {
  switch (kind) {
    case "auth":
      return `Log ${agent} in, or give it its key`;
    case "not_installed":
      return `Install what ${agent} needs, or name another agent in .agentic-sdlc.json`;
    case "bad_request":
      return `Correct the model, arguments or environment of ${agent} in .agentic-sdlc.json`;
    default:
      return "";
  }
}

/** Whether an error says nothing of the work itself: once it is mended, or over, the work goes on where it stopped. */
export function isFromOutside(kind: ErrorKind): boolean {
  return helpFor(kind) === "wait" || anotherMayHelp(kind);
}

const firstWaitMs = 30_000;
/** So long that an hour of overload costs two calls: the bound on a story's calls is not to be used up by waiting. */
const longestWaitMs = 30 * 60_000;

/** Dates end somewhere, and so does patience. */
const longestToldMs = 366 * 24 * 60 * 60_000;
/** So often in a row a wait that was told is believed as it is. */
const believed = 5;

/**
 * When to try again after an error that waiting helps: as the agent said, else doubling from 30 s to 30 min with each
 * such failure in a row. Whoever goes on saying "at once", and refuses each time, is asked less and less often, too.
 */
export function waitUntil(error: AgentError, failuresInRow: number, now: Date): Date {
  const { retryAfter } = error;
  const told = retryAfter !== undefined && retryAfter >= 0;
  const ms = told
    ? Math.max(Math.min(retryAfter * 1000, longestToldMs), backoff(failuresInRow - believed))
    : backoff(failuresInRow);
  return new Date(now.getTime() + ms);
}

function backoff(failuresInRow: number): number {
  if (failuresInRow < 0) return 0;
  return Math.min(firstWaitMs * 2 ** Math.min(failuresInRow, 10), longestWaitMs);
}

/** Whether an error ends the run: only a person can mend it, and there is nobody else to ask. */
export function isFatal(error: AgentError, after: AfterFailure): boolean {
  return helpFor(error.kind) === "person" && after.turnTo === undefined;
}
