/** What the errors of the models' services mean, in whatever words a program passes them on. */
import type { AgentError, ErrorKind } from "../../../domain/agent/error.ts";
import { secondsToReset } from "../../../domain/agent/reset-time.ts";
import { type Meaning, meaningIn, meaningOfCode, meaningOfStatus } from "./codes.ts";

/** A service's error. */
export interface Refused extends AgentError {
  /** It is what this conversation holds that was refused, or may be: a new one may be let in. */
  readonly ofSession?: true;
}

/** A prompt, or a conversation, that is more than the model takes. */
const tooLong =
  /(prompt|input|context|request|conversation)\b.{0,40}\btoo (long|large)|context (length|window|limit)|token count.{0,40}exceeds/i;

/** Only words of errors: to be asked about errors, never about an answer. The first that fits counts. */
const words: readonly (readonly [RegExp, ErrorKind])[] = [
  // Some say beside it how to log in, or pay, for another one.
  [
    /hit your .{0,20}limit|(rate|usage|session) limit (is )?(reached|exceeded)|api usage limits?\b/i,
    "rate_limit",
  ],
  [/out of (extra )?usage/i, "rate_limit"],
  [
    /invalid (x-)?api.?key|api.?key (is )?(not valid|invalid|expired|missing)|not (logged|signed) in|\/login\b/i,
    "auth",
  ],
  [
    /(log|sign) ?in again|log ?out and|authentication|unauthori[sz]ed|oauth token|(access|refresh) token/i,
    "auth",
  ],
  [/(credentials?|login|token)\b.{0,30}\b(has |have |is |are )?(expired|revoked)/i, "auth"],
  [/organization has been disabled/i, "auth"],
];

/** What says that a limit was met, where it is said when it is over: without that it may be money that is missing. */
const limits = /quota|limit|usage|exhausted|too many/i;

const moreWords: typeof words = [
  [/credit balance|billing|payment required|insufficient_quota|check your plan|upgrade to \w+ to/i, "auth"],
  [
    /rate.?limit|too many requests|(usage|session|request|hour(ly)?|daily|weekly|monthly|opus|sonnet) limit|hit your .{0,20}limit|quota/i,
    "rate_limit",
  ],
  [/exceeded the .{0,30}output token|maximum number of output tokens/i, "turns"],
  [/usage policy|content (filter|management) policy|content filtering/i, "denied"],
  [
    /overloaded|service unavailable|bad gateway|internal server error|at capacity|high demand|server (is|had) .{0,20}(busy|error)|temporarily unavailable|an error occurred while processing/i,
    "overloaded",
  ],
  [
    /model.{0,80}(not found|not exist|not support)|selected model|unknown model|unsupported (parameter|value)/i,
    "bad_request",
  ],
  [/ECONN\w+|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR_\w+/, "network"],
  [
    /fetch failed|connection (error|refused|reset|closed|lost|aborted|timed out)|connection was (closed|reset|lost)|socket hang up|socket connection|other side closed|unable to connect|network|stream disconnected|error sending request|timed? ?out|^(TypeError: )?terminated$/i,
    "network",
  ],
];

/** The status that a text names: `429`, `status 503`, `(401)`. */
export function statusIn(text: string): number | undefined {
  const [, found] =
    /(?:\bstatus(?: code)?:? |\bHTTP[ /]|\bError(?: \([^)]*\))?: |\()(\d{3})\b/i.exec(text) ?? [];
  return found === undefined ? undefined : Number(found);
}

/**
 * The error that a service's answer is: by its code, its status, the time it names, and only then by its words. `status` and
 * `code` where they are known beside the text; `now`: ms since the epoch.
 */
export function serviceError(text: string, now: number, status = statusIn(text), code?: string): Refused {
  const wait = secondsIn(text, now);
  const meaning = meaningOf(text, status, code, wait);
  const kind = meaning === "vague" ? "unknown" : meaning === "full" ? "turns" : meaning;
  const retryAfter = kind === "rate_limit" || kind === "overloaded" ? wait : undefined;
  return {
    kind,
    message: text.trim().slice(0, 2000),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(meaning === "vague" || meaning === "full" ? { ofSession: true } : {}),
  };
}

function meaningOf(
  text: string,
  status: number | undefined,
  code: string | undefined,
  wait?: number,
): Meaning {
  if (tooLong.test(text)) return "full";
  const told = [
    meaningOfCode(code),
    meaningIn(text),
    status === undefined ? undefined : meaningOfStatus(status),
  ];
  const clear = told.find((meaning) => meaning !== undefined && meaning !== "vague");
  if (clear !== undefined) return clear;
  const said = kindInWords(text, wait);
  if (!told.includes("vague")) return said;
  // What was refused did arrive.
  return said === "overloaded" || said === "network" || said === "unknown" ? "vague" : said;
}

function kindInWords(text: string, wait: number | undefined): ErrorKind {
  const kindBy = (rows: typeof words) => rows.find(([pattern]) => pattern.test(text))?.[1];
  const first = kindBy(words);
  if (first !== undefined) return first;
  if (wait !== undefined && limits.test(text)) return "rate_limit";
  return kindBy(moreWords) ?? (wait === undefined ? "unknown" : "rate_limit");
}

/** How long to wait, where a text says it (domain/agent/reset-time.ts); programs write times as the clocks here show them. */
export function secondsIn(text: string, now: number): number | undefined {
  return secondsToReset(text, { now, zone: new Intl.DateTimeFormat().resolvedOptions().timeZone });
}

/** Seconds from `now` (ms since the epoch) to a time in seconds since the epoch; 0 where it has passed. */
export function secondsUntil(epochSeconds: number, now: number): number {
  return Math.max(0, Math.ceil(epochSeconds - now / 1000));
}
