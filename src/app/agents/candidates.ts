import { createAgent } from "../../adapters/agents/agents.ts";
import { type AgentConfig, agentConfig } from "../../domain/config/config.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { Agent } from "../../engine/ports/agent.ts";
import type { Env, OpenSettings } from "../open.ts";
import { recorded } from "./known.ts";
import { performerOf } from "./performer.ts";
import { usesOf } from "./uses.ts";

/** An agent to be tested, as some actions use it. */
export interface Candidate {
  readonly name: string;
  readonly agent: Agent;
  /** Its own, without what actions add. Of an agent that records, the one that it records: a test is on no cassette. */
  readonly config: AgentConfig;
  readonly model?: string;
  /** The actions that use it so; none where it was asked for by name. */
  readonly actions: readonly string[];
}

/**
 * The agent of that name; without a name each that some action uses, with the action's own model, arguments and
 * environment, and each fallback. Throws UserError (exit 2) for one that there is not, or where nobody does anything.
 */
export function candidates(env: Env, settings: OpenSettings, name: string | undefined): Candidate[] {
  if (name !== undefined) return [named(env, settings, safeLine(name), [])];
  const found = new Map<string, Candidate>();
  const add = (key: unknown, candidate: Candidate) => {
    const text = JSON.stringify(key);
    const before = found.get(text);
    found.set(text, before ? { ...before, actions: [...before.actions, ...candidate.actions] } : candidate);
  };
  const uses = usesOf(env, settings);
  for (const { action, performer, problem } of uses) {
    if (!performer) throw problem;
    const { args, env: own } = settings.config.actions[action] ?? {};
    const { model, agent } = performer;
    add([agent.name, model, args, own], {
      ...bare(settings, agent),
      ...(model === undefined ? {} : { model }),
      actions: [action],
    });
  }
  for (const { action, fallback } of uses) {
    if (fallback === undefined) continue;
    const candidate = named(env, settings, fallback, [action]);
    add([fallback, candidate.model, undefined, undefined], candidate);
  }
  return [...found.values()];
}

function named(env: Env, settings: OpenSettings, name: string, actions: string[]): Candidate {
  const { agent, model } = performerOf(env, settings, name, { id: "", type: "action", access: "read" });
  return { ...bare(settings, agent), ...(model === undefined ? {} : { model }), actions };
}

function bare({ config: { agents }, root }: OpenSettings, agent: Agent): Omit<Candidate, "actions"> {
  const config = agentConfig(agents, agent.name)!;
  const real = recorded(config, agents);
  const { name } = agent;
  return { name, config: real, agent: real === config ? agent : createAgent(name, real, { root, agents }) };
}
