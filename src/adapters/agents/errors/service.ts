/** What the errors of the models' services mean, in whatever words a program passes them on. */
import type { AgentError, ErrorKind } from "../../../domain/agent/error.ts";
import { secondsToReset } from "../../../domain/agent/reset-time.ts";

/** Only words of errors: to be asked about errors, never about an answer. The first that fits counts. */
const words: readonly (readonly [RegExp, ErrorKind])[] = [
  // Some say beside it how to log in, or pay, for another one.
  [/hit your .{0,20}limit|(rate|usage|session) limit (is )?(reached|exceeded)/i, "rate_limit"],
  [/invalid (x-)?api.?key|not logged in|\/login\b|log ?in again|authentication|oauth token/i, "auth"],
  [/credit balance|billing|payment required|insufficient_quota|check your plan/i, "auth"],
  [
    /rate.?limit|too many requests|(usage|session|request|hour(ly)?|daily|weekly|monthly|opus|sonnet) limit|hit your .{0,20}limit|quota/i,
    "rate_limit",
  ],
  [/overloaded|service unavailable|bad gateway|internal server error|at capacity|high demand/i, "overloaded"],
  [/invalid.request|model.{0,80}(not found|not exist|not support)/i, "bad_request"],
  [/ECONN\w+|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE/, "network"],
  [
    /fetch failed|connection (error|refused|reset|closed)|unable to connect|network|stream disconnected|error sending request|timed? ?out/i,
    "network",
  ],
];

/** What Claude Code, and who follows it, calls an error. */
const names: Readonly<Record<string, ErrorKind>> = {
  authentication_failed: "auth",
  oauth_org_not_allowed: "auth",
  billing_error: "auth",
  rate_limit: "rate_limit",
  overloaded: "overloaded",
  server_error: "overloaded",
  invalid_request: "bad_request",
  model_not_found: "bad_request",
  max_output_tokens: "turns",
};

/** The kind of an error that has one of these names; undefined for any other. */
export function kindOfName(name: unknown): ErrorKind | undefined {
  return typeof name === "string" && Object.hasOwn(names, name) ? names[name] : undefined;
}

/** Services answer 400 to it, but it is this conversation that is wrong, not what is configured. */
const tooLong =
  /(prompt|input|context|request)\b.{0,40}\btoo (long|large)|context (length|window)|token count.{0,40}exceeds/i;

/** The kind that an HTTP status means; undefined for one that is no error. */
export function kindOfStatus(status: number): ErrorKind | undefined {
  if ([401, 402, 403].includes(status)) return "auth";
  if (status === 408) return "network";
  if (status === 429) return "rate_limit";
  if (status >= 500 && status < 600) return "overloaded";
  return status >= 400 && status < 500 ? "bad_request" : undefined;
}

/** The status that a text names: `429`, `status 503`, `(401)`. */
export function statusIn(text: string): number | undefined {
  const [, found] = /(?:\bstatus(?: code)?:? |\bHTTP[ /]|\bError: |\()(\d{3})\b/i.exec(text) ?? [];
  return found === undefined ? undefined : Number(found);
}

/** The error that a service's answer is. `status` where it is known beside the text; `now`: ms since the epoch. */
export function serviceError(text: string, now: number, status = statusIn(text)): AgentError {
  const kind = kindOf(text, status);
  const retryAfter = kind === "rate_limit" || kind === "overloaded" ? secondsIn(text, now) : undefined;
  const message = text.trim().slice(0, 2000);
  return { kind, message, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function kindOf(text: string, status: number | undefined): ErrorKind {
  if (tooLong.test(text)) return "turns";
  const byStatus = status === undefined ? undefined : kindOfStatus(status);
  return byStatus ?? words.find(([pattern]) => pattern.test(text))?.[1] ?? "unknown";
}

/** How long to wait, where a text says it (domain/agent/reset-time.ts); programs write times as the clocks here show them. */
function secondsIn(text: string, now: number): number | undefined {
  return secondsToReset(text, { now, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
}

/** Seconds from `now` (ms since the epoch) to a time in seconds since the epoch; 0 where it has passed. */
export function secondsUntil(epochSeconds: number, now: number): number {
  return Math.max(0, Math.ceil(epochSeconds - now / 1000));
}
