import { stripVTControlCharacters } from "node:util";
import type { AgentError } from "../../../domain/agent/error.ts";
import type { Ended } from "../../process/end/ended.ts";
import { apiError } from "./api.ts";
import { type Refused, secondsIn } from "./service.ts";

/** So many lines of its last are looked at. */
const lastLines = 20;

/**
 * What a program says of its service on standard error alone, in its last words; undefined where it says nothing of it.
 * Where that names no time, a line around it may.
 */
export function toldOnError(name: string, { stderr }: Pick<Ended, "stderr">): Refused | undefined {
  const last = stripVTControlCharacters(stderr.slice(-64 * 1024))
    .trimEnd()
    .split("\n")
    .slice(-lastLines)
    // Where it was when it failed.
    .filter((line) => !/^\s+at /.test(line));
  const told = last.toReversed().map((line) => apiError(name, line.trim()));
  const error = told.find(({ kind, ofSession }) => kind !== "unknown" || ofSession);
  if (error === undefined || (error.kind !== "rate_limit" && error.kind !== "overloaded")) return error;
  const retryAfter = error.retryAfter ?? secondsIn(last.join("\n"), Date.now());
  return retryAfter === undefined ? error : { ...error, retryAfter };
}

/** A service's error as the attempt's. `resumed`: it went on in a session, which is then the one that is not taken. */
export function settled({ ofSession, ...error }: Refused, resumed: boolean): AgentError {
  return ofSession && resumed ? { ...error, kind: "session_missing" } : error;
}
