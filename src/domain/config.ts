import type { Access } from "./definition.ts";

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

export interface ActionConfig {
  readonly agent?: string;
  readonly model?: string;
  readonly access?: Access;
}

export type AgentConfig =
  | {
      readonly type: "command";
      readonly command: readonly string[];
      readonly env?: Readonly<Record<string, string>>;
      readonly price?: Price;
    }
  | { readonly type: "replay"; readonly cassette: string }
  | { readonly type: "record"; readonly agent: string; readonly cassette: string };

/** USD per million tokens: the user's own price table for an agent that reports tokens but no cost. */
export interface Price {
  readonly inputPerMTok: number;
  readonly outputPerMTok: number;
}
