import type { AgentError } from "../../../domain/agent/error.ts";

/** A service's error as an agent's. `login`: what to do where it is not logged in. */
export function agentError(name: string, { message, ...error }: AgentError, login: string): AgentError {
  return { ...error, message: `agent ${name}: ${message}${error.kind === "auth" ? `; ${login}` : ""}` };
}

/** The first line of `text` that matches, for a message. */
export function lineWith(text: string, pattern: RegExp): string | undefined {
  const line = text.split("\n").find((candidate) => pattern.test(candidate));
  return line?.replace(/\s+/g, " ").trim().slice(0, 500);
}

/** A program that did not find the session it was to go on in, by what it says on standard error. */
export function missingSession(name: string, stderr: string, words: RegExp): AgentError | undefined {
  const line = lineWith(stderr, words);
  return line === undefined ? undefined : { kind: "session_missing", message: `agent ${name}: ${line}` };
}

/** A program that refused an argument: one of ours, because it is old, or one of config's. */
export function unknownArgument(
  name: string,
  stderr: string,
  words = /unknown (option|argument)/i,
): AgentError | undefined {
  const line = lineWith(stderr, words);
  if (line === undefined) return undefined;
  return { kind: "bad_request", message: `agent ${name}: ${line}; update the program, or correct \`args\`` };
}
