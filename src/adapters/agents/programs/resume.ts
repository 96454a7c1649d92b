import type { AgentEvent } from "../../../engine/ports/agent.ts";
import { isSessionId } from "../command/result-file.ts";

/** The arguments that have a program go on in a session; an id that looks like a flag is kept from being one. */
export function sessionArguments(flag: string, id: string | undefined): string[] {
  if (id === undefined) return [];
  return id.startsWith("-") ? [`${flag}=${id}`] : [flag, id];
}

/**
 * The event that tells a session's id, or the notice that it is ignored: it goes into commands and file names, and an id
 * cannot be masked and still be one.
 */
export function sessionEvent(
  id: string,
  mask: (text: string) => string,
): Extract<AgentEvent, { type: "session" | "notice" }> {
  if (isSessionId(id) && mask(id) === id) return { type: "session", sessionId: id };
  const why = isSessionId(id) ? "it holds a secret" : "only letters, digits and _ . - are allowed";
  return { type: "notice", text: `session id ${JSON.stringify(id.slice(0, 80))} ignored: ${why}` };
}
