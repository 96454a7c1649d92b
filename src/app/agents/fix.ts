import type { AgentError } from "../../domain/agent/error.ts";
import { fixFor } from "../../domain/agent/help.ts";
import { setups } from "../../domain/agent/types.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import type { Candidate } from "./candidates.ts";
import { fixForMissing, programOf } from "./known.ts";

/** What a person does about a test call that failed. */
export function fixForTest({ kind, retryAfter }: AgentError, { name, config }: Candidate): string {
  const program = programOf(config);
  const byHand = `Try it by hand: ${program?.command?.join(" ") ?? program?.type ?? commandOf(config)}`;
  switch (kind) {
    case "not_installed":
      return config.type === "replay" ? `Correct agents.${name}.cassette` : fixForMissing(name, config);
    case "auth":
      return program ? setups[program.type].login : fixFor(kind, name);
    case "network":
      return "See that its service can be reached from here: name server, firewall, HTTPS_PROXY";
    case "rate_limit":
    case "overloaded": {
      const wait = retryAfter === undefined ? "Wait" : `Wait ${formatDuration(retryAfter * 1000)}`;
      return `${wait}, which a run does by itself; or name a fallback under actions in .agentic-sdlc.json`;
    }
    case "schema":
      return `Have it write its answer to standard output. ${byHand}`;
    default:
      return fixFor(kind, name) || byHand;
  }
}

function commandOf(config: Candidate["config"]): string {
  return "command" in config && config.command ? config.command.join(" ") : config.type;
}
