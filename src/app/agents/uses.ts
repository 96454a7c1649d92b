import type { ActionStep } from "../../domain/definition/story/definition.ts";
import { UserError } from "../../domain/errors.ts";
import type { Performer } from "../../engine/ports/performer.ts";
import type { Env, OpenSettings } from "../open.ts";
import { performerOf } from "./performer.ts";

/** Who does an action, as config and this machine have it now. */
export interface Use {
  readonly action: string;
  readonly performer?: Performer;
  readonly fallback?: string;
  /** Why nobody does it. */
  readonly problem?: UserError;
}

/** Every action of every story workflow, each id once: `story`'s first. Starts nothing. */
export function usesOf(env: Env, settings: OpenSettings): Use[] {
  const { config, workflows } = settings;
  const names = [...workflows.names].sort((a, b) => Number(b === "story") - Number(a === "story"));
  const steps = names.flatMap((name) => workflows.get(name).workflow.steps);
  const actions = new Map<string, ActionStep>();
  for (const step of steps) if (step.type === "action" && !actions.has(step.id)) actions.set(step.id, step);
  return [...actions.values()].map((step) => {
    const fallback = config.actions[step.id]?.fallback;
    const known = { action: step.id, ...(fallback === undefined ? {} : { fallback }) };
    try {
      return { ...known, performer: performerOf(env, settings, undefined, step) };
    } catch (error) {
      if (error instanceof UserError) return { ...known, problem: error };
      throw error;
    }
  });
}
