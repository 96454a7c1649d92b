import type { Access } from "../../../domain/definition/story/definition.ts";
import type { Json } from "../../../domain/text/json.ts";
import { objectsIn } from "../json/read.ts";

/** A tool call that asks for permission, as far as it is known. */
export interface AskedCall {
  /** ACP's kinds of tools; "other" where the agent gives none. */
  readonly kind: string;
  /** The files it names, absolute. */
  readonly paths: readonly string[];
}

const reading = new Set(["read", "search", "think", "fetch"]);
const editing = new Set(["edit", "delete", "move"]);

/**
 * Whether a tool call is allowed. `read`: only what reads, searches, thinks or fetches. `write`: all but a change of the
 * agent's own mode, and edits that name a file outside the workspace; who may run commands can do what "other" can.
 * `full`: everything.
 */
export function isAllowed(call: AskedCall, access: Access, isInside: (path: string) => boolean): boolean {
  switch (access) {
    case "read":
      return reading.has(call.kind);
    case "write":
      return call.kind !== "switch_mode" && !(editing.has(call.kind) && !call.paths.every(isInside));
    case "full":
      return true;
  }
}

/**
 * The answer to `session/request_permission`: of the options offered, the one that allows or rejects this call alone,
 * else the one that does so for good; where there is none, the request is cancelled.
 */
export function permissionAnswer(options: unknown, allowed: boolean): Json {
  const offered = objectsIn(options);
  const wanted = allowed ? ["allow_once", "allow_always"] : ["reject_once", "reject_always"];
  const found = wanted.flatMap((kind) => offered.filter((option) => option.kind === kind))[0];
  if (typeof found?.optionId !== "string") return cancelledAnswer;
  return { outcome: { outcome: "selected", optionId: found.optionId } };
}

/** The answer once the turn was cancelled. */
export const cancelledAnswer: Json = { outcome: { outcome: "cancelled" } };
