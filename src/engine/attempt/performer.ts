import { agentConfig } from "../../domain/config/config.ts";
import { agentFor, type Candidates } from "../../domain/decide/story/after-failure.ts";
import type { ActionStep } from "../../domain/definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../../domain/journal/execution.ts";
import type { Deps } from "../deps.ts";
import type { Performer } from "../ports/performer.ts";

type Agents = Pick<Deps, "config" | "performerOf" | "agentNamed">;

/** Who may do an action: its agent, then its fallback, where config names another. */
export function candidatesFor(deps: Agents, step: ActionStep): Candidates {
  const first = deps.performerOf(step).agent.name;
  const fallback = deps.config.actions[step.id]?.fallback;
  return fallback === undefined || fallback === first ? [first] : [first, fallback];
}

/** Who makes the next attempt at an action, or makes the one that runs. A fallback's model is its own, not the action's. */
export function performerFor(deps: Agents, step: ActionStep, { attempts }: StoryExecution): Performer {
  const first = deps.performerOf(step);
  const name = agentFor(attempts, step.id, candidatesFor(deps, step));
  const agent = name === first.agent.name ? undefined : deps.agentNamed(name);
  if (!agent) return first;
  const config = agentConfig(deps.config.agents, name);
  return { ...first, agent, model: config && "model" in config ? config.model : undefined };
}

/** The session in which an agent goes on from an earlier attempt; undefined: in a new one. */
export function sessionToGoOnIn(
  after: Attempt | undefined,
  { agent }: Pick<Performer, "agent">,
): string | undefined {
  return after?.agent === agent.name && agent.resumes ? after.sessionId : undefined;
}
