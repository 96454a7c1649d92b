import { type ProgramType, programTypes } from "../agent/types.ts";
import type { Access } from "../definition/story/definition.ts";

/** `.agentic-sdlc.json` after validation and defaults. Durations are milliseconds here, strings in the file. */
export interface Config {
  readonly agent?: string;
  readonly agents: Readonly<Record<string, AgentConfig>>;
  /** Per action: which agent, model and access. */
  readonly actions: Readonly<Record<string, ActionConfig>>;
  readonly checks: readonly string[];
  readonly gates: Readonly<Record<string, "approve">>;
  /** Story type → story workflow name. */
  readonly workflows: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly checkpoint: { readonly maxAge: number };
  /** Globs: a story that changes one parks before landing. */
  readonly protect: readonly string[];
  /** Name patterns of variables whose values are masked. */
  readonly secrets: readonly string[];
  readonly agentEnv: { readonly deny: readonly string[] };
  /** Files given to the agent as the project's conventions. */
  readonly conventions: readonly string[];
}

export interface Limits {
  /** Failures in a row of one action. */
  readonly failures: number;
  /** Rejections in a row. */
  readonly rejections: number;
  /** Agent calls per story, all included. */
  readonly calls: number;
  readonly attemptTime: number;
  readonly silence: number;
  readonly checkTime: number;
  readonly maxWait: number;
  /** USD. */
  readonly costPerStory: number;
  readonly costPerRun: number;
  readonly costPerDay?: number;
}

/** How one step is done; what is absent is the agent's own, or the project's. */
export interface ActionConfig {
  readonly agent?: string;
  /** The agent for the next attempt when the first must be waited for, or cannot be used at all. */
  readonly fallback?: string;
  readonly model?: string;
  readonly access?: Access;
  /** More arguments for the agent's program. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of `limits.attemptTime`. */
  readonly attemptTime?: number;
  /** Instead of `limits.silence`. */
  readonly silence?: number;
}

/** A coding agent's command-line program. */
export interface ProgramConfig {
  readonly type: ProgramType;
  /** What is started instead of the program's name. */
  readonly command?: readonly string[];
  /** The model, where the action names none. */
  readonly model?: string;
  /** More arguments, after the adapter's own. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly price?: Price;
}

/** Any agent that speaks the Agent Client Protocol on its standard streams. */
export interface AcpConfig {
  readonly type: "acp";
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly price?: Price;
}

export type AgentConfig =
  | ProgramConfig
  | AcpConfig
  | {
      readonly type: "command";
      readonly command: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly price?: Price;
    }
  | { readonly type: "replay"; readonly cassette: string }
  | { readonly type: "record"; readonly agent: string; readonly cassette: string };

/** The agent of that name: as config has it, else a program's own; undefined: there is none. */
export function agentConfig(agents: Config["agents"], name: string): AgentConfig | undefined {
  if (Object.hasOwn(agents, name)) return agents[name];
  const type = programTypes.find((program) => program === name);
  return type && { type };
}

/** Every name an agent can be called by, config's own first. */
export function agentNames(agents: Config["agents"]): string[] {
  return [...new Set([...Object.keys(agents), ...programTypes])];
}

/** USD per million tokens: the user's own price table for an agent that reports tokens but no cost. */
export interface Price {
  readonly inputPerMTok: number;
  readonly outputPerMTok: number;
}
