import { createAgent } from "../../adapters/agents/agents.ts";
import { findAgents } from "../../adapters/config/detect.ts";
import { programTypes } from "../../domain/agent/types.ts";
import { type ActionConfig, type AgentConfig, agentConfig, agentNames } from "../../domain/config/config.ts";
import type { Access, ActionStep } from "../../domain/definition/story/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { nearest } from "../../domain/text/nearest.ts";
import type { Performer } from "../../engine/ports/performer.ts";
import type { Env, OpenSettings } from "../open.ts";

/**
 * Who does a step, and how. Choice of agent: flag, then the action's config, then the config's, then AGENTIC_SDLC_AGENT,
 * then the first program on PATH that has an adapter; PATH is looked at only, nothing is started.
 * @throws UserError exit 2 when there is none, or none of that name.
 */
export function performerOf(
  env: Env,
  { config, root }: Pick<OpenSettings, "config" | "root">,
  asked: string | undefined,
  step: ActionStep,
): Performer {
  const configured = config.actions[step.id] ?? {};
  return performerNamed(env, { config, root }, asked ?? configured.agent, step, configured);
}

/**
 * Who does what is asked of an agent that may be named, and how. `configured`: what config gives the action.
 * @throws UserError exit 2 when there is none, or none of that name.
 */
export function performerNamed(
  env: Env,
  { config, root }: Pick<OpenSettings, "config" | "root">,
  asked: string | undefined,
  step: { readonly access: Access; readonly model?: string },
  configured: ActionConfig = {},
): Performer {
  const named = asked ?? config.agent ?? env.AGENTIC_SDLC_AGENT;
  const name = named === undefined || named === "" ? findAgents(env)[0] : named;
  if (name === undefined) throw noAgent();
  const found = agentConfig(config.agents, name);
  // The names in config are checked when it is read.
  if (!found) throw unknownAgent(name, agentNames(config.agents), asked ? "" : " (AGENTIC_SDLC_AGENT)");
  const own = ownOf(configured, name);
  const agents = Object.fromEntries(
    Object.entries(config.agents).map(([key, agent]) => [key, withOwn(agent, own)]),
  );
  const model = step.model ?? own.model ?? ("model" in found ? found.model : undefined);
  return {
    agent: createAgent(name, withOwn(found, own), { root, agents }),
    access: own.access ?? step.access,
    ...(model === undefined ? {} : { model }),
    ...(own.attemptTime === undefined ? {} : { attemptTime: own.attemptTime }),
    ...(own.silence === undefined ? {} : { silence: own.silence }),
  };
}

/** A model, arguments and variables that config gives a step together with an agent are that agent's, no other's. */
function ownOf(configured: ActionConfig, name: string): ActionConfig {
  if (configured.agent === undefined || configured.agent === name) return configured;
  const { access, attemptTime, silence } = configured;
  return { access, attemptTime, silence };
}

/** An agent with what its action adds: to a program's arguments, and to its environment. */
function withOwn(agent: AgentConfig, { args = [], env = {} }: ActionConfig): AgentConfig {
  switch (agent.type) {
    case "replay":
    case "record":
      return agent;
    case "command":
    case "acp":
      return { ...agent, command: [...agent.command, ...args], env: { ...agent.env, ...env } };
    default:
      return { ...agent, args: [...(agent.args ?? []), ...args], env: { ...agent.env, ...env } };
  }
}

function noAgent(): UserError {
  return new UserError(2, "There is no agent to do it", {
    why: `None is named (--agent, "agent" in .agentic-sdlc.json, AGENTIC_SDLC_AGENT), and none of ${programTypes.join(", ")} is on PATH.`,
    fix: 'Install one of them, or add to .agentic-sdlc.json: "agents": {"mine": {"type": "command", "command": ["./agent.sh"]}}, "agent": "mine"',
  });
}

function unknownAgent(name: string, names: readonly string[], from: string): UserError {
  const near = nearest(name, names, 1)[0];
  return new UserError(2, `There is no agent ${name}${from}`, {
    why: `There are: ${names.join(", ")}`,
    fix: near === undefined ? 'Add it under "agents" in .agentic-sdlc.json' : `Did you mean ${near}?`,
  });
}
