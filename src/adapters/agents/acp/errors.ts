import type { AgentError, ErrorKind } from "../../../domain/agent/error.ts";
import type { Json } from "../../../domain/text/json.ts";
import { kindOfName, secondsUntil, serviceError } from "../errors/service.ts";
import { isAmount, isString } from "../json/fields.ts";
import { objectsIn } from "../json/read.ts";
import { type RpcError, rpcCodes } from "./rpc.ts";

/** An error response as the attempt's error. `now`: ms since the epoch, for reset times. */
export function errorOfResponse(
  name: string,
  { code, message, data }: RpcError,
  authMethods: unknown,
  now: number,
): AgentError {
  const details = [data.details, data.message].find((d) => isString(d) && d.trim() !== "" && d !== message);
  const text = [message, details].filter(isString).join(": ");
  // Some give the status of the service's answer as the code.
  const told = serviceError(text, now, ...(code >= 400 && code < 600 ? [code] : []));
  const kind = code === rpcCodes.authRequired ? "auth" : (kindOfName(data.errorKind) ?? told.kind);
  const error = { kind, message: `agent ${name}: ${told.message}` };
  if (kind === "auth") return { ...error, message: `${error.message}; ${loginText(authMethods)}` };
  if (kind === "unknown" && code === rpcCodes.badParams) return { ...error, kind: "bad_request" };
  const retryAfter = secondsOf(data, now) ?? told.retryAfter;
  const waits = kind === "rate_limit" || kind === "overloaded";
  return waits && retryAfter !== undefined ? { ...error, retryAfter } : error;
}

/** An error whose words alone are known: those of its kind, or `otherwise`. */
export function errorOfText(text: string, message: string, now: number, otherwise: ErrorKind): AgentError {
  const { kind, retryAfter } = serviceError(text, now);
  return {
    kind: kind === "unknown" ? otherwise : kind,
    message,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function secondsOf({ retryAfter, retry_after, resetsAt }: Json, now: number): number | undefined {
  const seconds = [retryAfter, retry_after].find(isAmount);
  if (seconds !== undefined) return seconds;
  const at = isString(resetsAt) ? Date.parse(resetsAt) / 1000 : isAmount(resetsAt) ? resetsAt : Number.NaN;
  return Number.isNaN(at) ? undefined : secondsUntil(at, now);
}

/** We never log in for anybody: that is done once, by a person, in the agent's own program. */
function loginText(authMethods: unknown): string {
  const ways = objectsIn(authMethods).flatMap(({ description, name }) =>
    [description ?? name].filter(isString),
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
    default: {
      const why = isString(stopReason) ? stopReason.slice(0, 100) : "it does not say why";
      return { kind: "unknown", message: `agent ${name} ended its turn: ${why}` };
    }
  }
}
