import { resolve } from "node:path";
import { abilities } from "../../domain/agent/types.ts";
import {
  type AcpConfig,
  type AgentConfig,
  agentConfig,
  agentNames,
  type Config,
  type ProgramConfig,
} from "../../domain/config/config.ts";
import { UserError } from "../../domain/errors.ts";
import type { Agent } from "../../engine/ports/agent.ts";
import { commandAgent } from "./command/agent.ts";
import { replayAgent } from "./replay/agent.ts";
import { recordAgent } from "./replay/record.ts";
import { salvageTranscript } from "./transcript/salvage.ts";

/** What agents are made in. */
export interface AgentContext {
  /** The project's root: what relative paths in config are relative to. */
  readonly root: string;
  /** All configured agents, for those that pass on to another. */
  readonly agents: Config["agents"];
}

type Of<T> = Extract<AgentConfig, { type: T }>;
type Make<T> = (name: string, config: Of<T>, context: AgentContext) => Agent;

/**
 * One row per type of agent. A program's adapter is one more file, loaded when it performs:
 * `<type>: program(async () => (await import("./<type>.ts")).<type>Agent)`.
 */
const types: { readonly [T in AgentConfig["type"]]: Make<T> } = {
  claude: program(async () => (await import("./programs/claude/agent.ts")).claudeAgent),
  codex: program(async () => (await import("./programs/codex/agent.ts")).codexAgent),
  gemini: program(async () => (await import("./programs/gemini/agent.ts")).geminiAgent),
  opencode: program(async () => (await import("./programs/opencode/agent.ts")).opencodeAgent),
  pi: program(async () => (await import("./programs/pi/agent.ts")).piAgent),
  acp: program(async () => (await import("./acp/agent.ts")).acpAgent),
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

/**
 * An agent whose adapter is loaded when it performs. What it leaves behind in a transcript reads the same for all, so
 * that recovering from a crash loads nothing.
 */
function program<C extends ProgramConfig | AcpConfig>(
  load: () => Promise<(name: string, config: C, root: string) => Agent>,
): (name: string, config: C, context: AgentContext) => Agent {
  return (name, config, { root }) => ({
    name,
    resumes: true,
    reportsCost: abilities[config.type].usage !== "tokens" || config.price !== undefined,
    async perform(request, onEvent, signal) {
      const make = await load();
      return make(name, config, root).perform(request, onEvent, signal);
    },
    salvage: salvageTranscript,
  });
}

function agentNamed(name: string, context: AgentContext): Agent {
  const config = agentConfig(context.agents, name);
  if (config) return createAgent(name, config, context);
  throw new UserError(2, `There is no agent ${JSON.stringify(name)}`, {
    why: `There are: ${agentNames(context.agents).join(", ")}`,
    fix: "Add it under `agents` in .agentic-sdlc.json",
  });
}
