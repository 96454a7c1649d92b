import { resolve } from "node:path";
import type { AgentConfig, Config } from "../../domain/config.ts";
import { UserError } from "../../domain/errors.ts";
import type { Agent } from "../../engine/agent-port.ts";
import { commandAgent } from "./command.ts";
import { recordAgent } from "./record.ts";
import { replayAgent } from "./replay.ts";

export interface AgentContext {
  /** The project's root: what relative paths in config are relative to. */
  readonly root: string;
  /** All configured agents, for those that pass on to another. */
  readonly agents: Config["agents"];
}

type Make<T> = (name: string, config: Extract<AgentConfig, { type: T }>, context: AgentContext) => Agent;

/** One row per type of agent. */
const types: { readonly [T in AgentConfig["type"]]: Make<T> } = {
  command: (name, config, { root }) => commandAgent(name, config, root),
  replay: (name, config, { root }) => replayAgent(name, config, root),
  record: (name, config, context) =>
    recordAgent(name, agentNamed(config.agent, context), resolve(context.root, config.cassette)),
};

/** Makes a configured agent. Throws UserError (exit 2) when one that it passes on to is not configured. */
export function createAgent(name: string, config: AgentConfig, context: AgentContext): Agent {
  const make = types[config.type] as Make<AgentConfig["type"]>;
  return make(name, config, context);
}

function agentNamed(name: string, context: AgentContext): Agent {
  const config = Object.hasOwn(context.agents, name) ? context.agents[name] : undefined;
  if (config) return createAgent(name, config, context);
  throw new UserError(2, `There is no agent ${JSON.stringify(name)}`, {
    why: `Configured: ${Object.keys(context.agents).join(", ") || "none"}`,
    fix: "Add it under `agents` in .agentic-sdlc.json",
  });
}
