import type { Access } from "../../domain/definition/story/definition.ts";
import type { Agent } from "./agent.ts";

/** What an action is performed with, after flags and config. */
export interface Performer {
  readonly agent: Agent;
  readonly model?: string;
  readonly access: Access;
  /** Milliseconds, instead of config's `limits.attemptTime`. */
  readonly attemptTime?: number;
  /** Milliseconds, instead of config's `limits.silence`. */
  readonly silence?: number;
}
