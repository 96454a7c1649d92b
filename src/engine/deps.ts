import type { Config } from "../domain/config/config.ts";
import type { ActionStep, StoryWorkflow } from "../domain/definition/story/definition.ts";
import type { Story } from "../domain/story/story.ts";
import type { Agent } from "./ports/agent.ts";
import type { Clock } from "./ports/clock.ts";
import type { ExecutionStore } from "./ports/execution-store.ts";
import type { Performer } from "./ports/performer.ts";
import type { Processes } from "./ports/processes.ts";
import type { Prompts } from "./ports/prompts.ts";
import type { Reporter } from "./ports/reporter.ts";
import type { StoryStore } from "./ports/story-store.ts";
import type { Workspace } from "./ports/workspace.ts";

/** Everything the engine needs of the outside. One place, above it, builds it of adapters. */
export interface Deps {
  readonly stories: StoryStore;
  readonly executions: ExecutionStore;
  readonly config: Config;
  /** Throws UserError when the story names a workflow there is not. */
  readonly workflowOf: (story: Story) => StoryWorkflow;
  /** sha256 (hex) of a text. */
  readonly hash: (text: string) => string;
  readonly performerOf: (step: ActionStep) => Performer;
  /** The agent that made a session, to learn what a dead attempt left; undefined when it is configured no more. */
  readonly agentNamed: (name: string) => Agent | undefined;
  readonly workspaceOf: (story: Story) => Workspace;
  readonly prompts: Prompts;
  readonly processes: Processes;
  readonly environment: (of: EnvironmentOf) => Record<string, string>;
  readonly clock: Clock;
  /** A new random token: unguessable, filename-safe. */
  readonly token: () => string;
  readonly mask: (text: string) => string;
  /** Adds a line of the runner's own to the transcript in an attempt's folder. Must not throw. */
  readonly note: (attemptDir: string, text: string) => void;
  readonly reporter: Reporter;
}

/** What the environment of one attempt is made of. */
export interface EnvironmentOf {
  readonly story: Story;
  readonly action: string;
  readonly attempt: number;
  readonly runId: string;
  readonly path: string;
  readonly token: string;
  readonly attemptDir: string;
  readonly sessionId?: string;
}
