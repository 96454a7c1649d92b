import { agentFor, type Candidates } from "../../domain/agent/after-failure.ts";
import type { AgentAttempt } from "../../domain/agent/attempt.ts";
import { sessionCounter } from "../../domain/agent/session.ts";
import type { Usage } from "../../domain/agent/usage.ts";
import { agentConfig } from "../../domain/config/config.ts";
import type { Deps } from "../deps.ts";
import type { Performer } from "../ports/performer.ts";

/** Who may do it: an agent, then its fallback, where there is another. */
export function candidates(first: string, fallback: string | undefined): Candidates {
  return fallback === undefined || fallback === first ? [first] : [first, fallback];
}

/** Who makes the next attempt, or makes the one that runs. A fallback's model is its own, not that of who is first. */
export function performerAfter(
  { config, agentNamed }: Pick<Deps, "config" | "agentNamed">,
  first: Performer,
  history: readonly AgentAttempt[],
  action: string,
  fallback: string | undefined,
): Performer {
  const name = agentFor(history, action, candidates(first.agent.name, fallback));
  const agent = name === first.agent.name ? undefined : agentNamed(name);
  if (!agent) return first;
  const own = agentConfig(config.agents, name);
  return { ...first, agent, model: own && "model" in own ? own.model : undefined };
}

/** The session in which an agent goes on from an earlier attempt; undefined: in a new one. */
export function sessionToGoOnIn(
  after: AgentAttempt | undefined,
  { agent }: Pick<Performer, "agent">,
): string | undefined {
  return after?.agent === agent.name && agent.resumes ? after.sessionId : undefined;
}

/** What the counter of the session stands at that an attempt goes on in. */
export function counterBefore(
  history: readonly AgentAttempt[],
  resumed: string | undefined,
): Usage | undefined {
  return resumed === undefined ? undefined : sessionCounter(history, resumed);
}
