import type { Candidates } from "../../domain/agent/after-failure.ts";
import type { ActionStep } from "../../domain/definition/story/definition.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import { candidates, performerAfter } from "../attempt/performer.ts";
import type { Deps } from "../deps.ts";
import type { Performer } from "../ports/performer.ts";

type Agents = Pick<Deps, "config" | "performerOf" | "agentNamed">;

/** Who may do an action: its agent, then the fallback that config gives it. */
export function candidatesFor(deps: Agents, step: ActionStep): Candidates {
  return candidates(deps.performerOf(step).agent.name, deps.config.actions[step.id]?.fallback);
}

/** Who makes the next attempt at an action, or makes the one that runs. */
export function performerFor(deps: Agents, step: ActionStep, { attempts }: StoryExecution): Performer {
  const { fallback } = deps.config.actions[step.id] ?? {};
  return performerAfter(deps, deps.performerOf(step), attempts, step.id, fallback);
}
