import { programCommand } from "../../adapters/agents/programs/executable.ts";
import { type Version, versionOf } from "../../adapters/agents/version.ts";
import { lookUp } from "../../adapters/config/detect.ts";
import { type Abilities, abilities, programTypes, setups } from "../../domain/agent/types.ts";
import {
  type AgentConfig,
  agentConfig,
  agentNames,
  type Config,
  type ProgramConfig,
} from "../../domain/config/config.ts";
import type { Env } from "../open.ts";

/** An agent that can be named, as far as it is known without asking it anything. */
export interface KnownAgent {
  readonly name: string;
  readonly config: AgentConfig;
  /** Whether config has it; else it is a program's own name. */
  readonly configured: boolean;
  /** The file that is started; undefined where there is none, or `missing`. */
  readonly file?: string;
  readonly missing?: string;
  /** What to do about what is missing. */
  readonly fix?: string;
  readonly abilities: Abilities;
}

/** All agents by their names: config's, then the programs'. Looks only: nothing is started. */
export function knownAgents(agents: Config["agents"], root: string, env: Env): KnownAgent[] {
  return agentNames(agents).flatMap((name) => {
    const config = agentConfig(agents, name);
    return config
      ? [{ name, config, configured: Object.hasOwn(agents, name), ...about(name, config, agents, root, env) }]
      : [];
  });
}

function about(name: string, config: AgentConfig, agents: Config["agents"], root: string, env: Env) {
  const able = { abilities: abilities[recorded(config, agents).type] };
  if (config.type === "replay" || config.type === "record") return able;
  const found = lookUp(config.command?.[0] ?? config.type, root, { ...env, ...config.env });
  if (found.missing === undefined) return { ...able, file: found.file };
  return { ...able, missing: found.missing, fix: fixForMissing(name, config) };
}

/** What is done about a program that is not there. */
export function fixForMissing(name: string, config: AgentConfig): string {
  const program = programOf(config);
  if (program && program.command === undefined) return setups[program.type].install;
  return `Make it a program that can be started, or correct agents.${name}.command in .agentic-sdlc.json`;
}

/** The agent that does the work: of one that records, the one that it passes on to. */
export function recorded(config: AgentConfig, agents: Config["agents"]): AgentConfig {
  // Config without circles is all that loads.
  const inner = config.type === "record" ? agentConfig(agents, config.agent) : undefined;
  return inner ? recorded(inner, agents) : config;
}

/**
 * The versions of those agents that are programs, each program asked once, all at a time. `answered` hears of each as it
 * comes. The other agents have none: what they would answer is nobody's version.
 */
export async function versionsOf(
  known: readonly KnownAgent[],
  root: string,
  env: Env,
  answered: (name: string) => void = () => {},
): Promise<ReadonlyMap<string, Version>> {
  const asked = new Map<string, Promise<Version>>();
  const versions = new Map<string, Version>();
  await Promise.all(
    known.map(async ({ name, config, file }) => {
      const program = programOf(config);
      if (!program || file === undefined) return;
      const { command, args } = programCommand(program, root);
      const key = JSON.stringify([command, args, program.env]);
      const version = asked.get(key) ?? versionOf(command, args, { ...env, ...program.env });
      asked.set(key, version);
      versions.set(name, await version);
      answered(name);
    }),
  );
  return versions;
}

/** The config of an agent that is a program with an adapter of its own. */
export function programOf(config: AgentConfig): ProgramConfig | undefined {
  return programTypes.some((type) => type === config.type) ? (config as ProgramConfig) : undefined;
}
