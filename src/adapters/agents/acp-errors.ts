import type { AgentError, ErrorKind } from "../../domain/record.ts";
import { type RpcError, rpcCodes } from "./acp-rpc.ts";
import { isAmount, isObject, isString } from "./fields.ts";

type Data = Readonly<Record<string, unknown>>;

/** What claude-agent-acp, and who follows it, says in `data.errorKind`. */
const kinds: Readonly<Record<string, ErrorKind>> = {
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

/** Only words that the services' own errors have: an answer about rate limits is not one. */
const words: readonly (readonly [RegExp, ErrorKind])[] = [
  [/\b401\b|\bunauthori[sz]ed\b|invalid (x-)?api.key|not logged in|please (run )?\/?log ?in/i, "auth"],
  [/\b429\b|too many requests|rate.?limit(ed)?\b|usage limit|quota (exceeded|exhausted)/i, "rate_limit"],
  [/\b(529|503|502|500)\b|overloaded|service unavailable|bad gateway|internal server error/i, "overloaded"],
  [/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|fetch failed|connection error/i, "network"],
];

/** The kind of error that a text tells of, `unknown` where it tells of none. */
export function kindOfText(text: string): ErrorKind {
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? "unknown";
}

/** An error response as the attempt's error. `now`: ms since the epoch, for reset times. */
export function errorOfResponse(
  name: string,
  { code, message, data }: RpcError,
  authMethods: unknown,
  now: number,
): AgentError {
  const details = [data.details, data.message].find((d) => isString(d) && d.trim() !== "" && d !== message);
  const text = `agent ${name}: ${[message, details].filter(isString).join(": ").slice(0, 2000)}`;
  const kind = kindOf(code, data, text);
  if (kind === "auth") return { kind, message: `${text}; ${loginText(authMethods)}` };
  const retryAfter = kind === "rate_limit" || kind === "overloaded" ? secondsOf(data, now) : undefined;
  return { kind, message: text, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function kindOf(code: number, data: Data, text: string): ErrorKind {
  if (code === rpcCodes.authRequired) return "auth";
  const named = isString(data.errorKind) ? kinds[data.errorKind] : undefined;
  if (named) return named;
  // Some give the status of the service's answer as the code.
  if (code >= 400 && code < 600) return kindOfText(String(code));
  const told = kindOfText(text);
  return told === "unknown" && code === rpcCodes.badParams ? "bad_request" : told;
}

function secondsOf({ retryAfter, retry_after, resetsAt }: Data, now: number): number | undefined {
  const seconds = [retryAfter, retry_after].find(isAmount);
  if (seconds !== undefined) return seconds;
  const at = isString(resetsAt) ? Date.parse(resetsAt) : isAmount(resetsAt) ? resetsAt * 1000 : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

/** We never log in for anybody: that is done once, by a person, in the agent's own program. */
function loginText(authMethods: unknown): string {
  const ways = (Array.isArray(authMethods) ? authMethods : []).flatMap((method) =>
    isObject(method) ? [method.description ?? method.name].filter(isString) : [],
  );
  return `log in with the agent's own program${ways.length > 0 ? ` (${ways.join("; ").slice(0, 300)})` : ""}`;
}

/** Why a turn that ended by itself is none that can be accepted; undefined for `end_turn`. */
export function errorOfStop(name: string, stopReason: unknown): AgentError | undefined {
  switch (stopReason) {
    case "end_turn":
      return undefined;
    case "max_tokens":
      return { kind: "turns", message: `agent ${name} stopped at its maximum number of tokens` };
    case "max_turn_requests":
      return { kind: "turns", message: `agent ${name} stopped at its maximum number of requests` };
    case "refusal":
      return { kind: "denied", message: `agent ${name} refused to go on` };
    default:
      return {
        kind: "unknown",
        message: `agent ${name} ended its turn: ${String(stopReason).slice(0, 100)}`,
      };
  }
}
