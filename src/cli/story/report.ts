import type { Config } from "../../domain/config/config.ts";
import type { HeldStory, QueuedAction, StepProgress } from "../../domain/decide/story/queue.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Story } from "../../domain/story/story.ts";

/** A story this one waits for. */
export interface Dependency {
  readonly name: string;
  /** `broken` where it cannot be read, `unknown` where there is no such story. */
  readonly status: string;
}

/** Everything about a story, as plain data: what `show` prints, in one form or the other. */
export interface StoryReport {
  readonly story: Story;
  readonly workflow: string;
  readonly progress: readonly StepProgress[];
  readonly next?: QueuedAction;
  readonly held?: HeldStory;
  readonly dependencies: readonly Dependency[];
  readonly sections: readonly string[];
  readonly execution: StoryExecution;
  readonly limits: Config["limits"];
  /** Who works on it now. */
  readonly holder?: string;
  /** Messages of people that no run has taken yet. */
  readonly pendingMessages: number;
}
