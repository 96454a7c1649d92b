import type { AgentError } from "../../../domain/agent/error.ts";
import type { AgentRequest } from "../../../engine/ports/agent.ts";
import type { Ended } from "../../process/end/ended.ts";

/** What the way a program ended says against it; undefined for exit 0 of its own. */
export function endedError(
  name: string,
  ended: Ended,
  limits: AgentRequest["limits"],
): AgentError | undefined {
  switch (ended.reason) {
    case "not_installed":
      return { kind: "not_installed", message: `agent ${name}: ${ended.message}` };
    case "crash":
      return { kind: "crash", message: `agent ${name}: ${ended.message}` };
    case "aborted":
      return { kind: "crash", message: `agent ${name} was stopped` };
    case "timeout":
      return {
        kind: "timeout",
        message: `agent ${name} was ended after ${span(limits.wallMs)} (limits.attemptTime)`,
      };
    case "stalled":
      return {
        kind: "stalled",
        message: `agent ${name} was ended after ${span(ended.silentMs ?? limits.silenceMs)} of silence (limits.silence)`,
      };
    case "exit":
      return exitError(name, ended);
  }
}

function exitError(name: string, { exitCode, signal, stderr, stdout }: Ended): AgentError | undefined {
  if (exitCode === 0) return undefined;
  const how = signal === null ? `exited with code ${exitCode}` : `was ended by ${signal}`;
  const last = lastWords(stderr) ?? lastWords(stdout);
  return { kind: "crash", message: `agent ${name} ${how}${last ? `: ${last}` : ""}` };
}

/** The end of the last line that is for people; what programs tell each other is not. */
function lastWords(text: string): string | undefined {
  const last = text.slice(text.trimEnd().lastIndexOf("\n") + 1).trim();
  return last.startsWith("{") ? undefined : last.slice(-300) || undefined;
}

function span(ms: number): string {
  return ms >= 60_000 ? `${Math.round(ms / 60_000)} min` : `${ms / 1000} s`;
}
