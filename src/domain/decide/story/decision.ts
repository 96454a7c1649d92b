import type { Config } from "../../config/config.ts";
import type { StoryStep, StoryWorkflow } from "../../definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../../journal/execution.ts";
import type { Story } from "../../story/story.ts";
import type { Reached } from "./bounds.ts";
import type { StepProgress } from "./queue.ts";
import type { Standing } from "./standing.ts";

/** What must be put in order before a story goes on; needs its lease. In the order given. */
export type Housekeeping =
  | { readonly kind: "interrupt"; readonly attempt: Attempt }
  | { readonly kind: "accept"; readonly attempt: Attempt }
  | {
      readonly kind: "withdraw";
      readonly attempt: Attempt;
      readonly by: "person" | "change";
      readonly reason: string;
    }
  | { readonly kind: "clear"; readonly flags: readonly string[] }
  | { readonly kind: "allow"; readonly by: string }
  | { readonly kind: "block"; readonly reason: string; readonly bound?: Reached["kind"] }
  | { readonly kind: "finish" | "reopen"; readonly status: string };

/** What a story does next, once its housekeeping is done. */
export type Next =
  | { readonly kind: "judge"; readonly attempt: Attempt; readonly step: StoryStep }
  | {
      readonly kind: "start";
      readonly step: StoryStep;
      readonly attempt: number;
      readonly reason: string;
      /** The attempt it goes on from: in its session where it has one. */
      readonly after?: Attempt;
    }
  | {
      readonly kind: "held";
      readonly hold: "blocked" | "gate" | "question" | "dependency" | "waiting";
      readonly reason: string;
      readonly until?: string;
      readonly step?: string;
    }
  | { readonly kind: "done" };

export interface Decision {
  readonly housekeeping: readonly Housekeeping[];
  readonly next: Next;
  readonly progress: readonly StepProgress[];
  readonly standings: ReadonlyMap<string, Standing>;
}

/** What a decision looks at besides the story and its journal. */
export interface World {
  readonly now: Date;
  readonly limits: Config["limits"];
  readonly gates: Config["gates"];
  /** Slugs of dependencies that are not done. */
  readonly unmet: readonly string[];
  /** Whether a live runner holds the story: its running attempt is then not dead. */
  readonly inFlight: boolean;
}

/** A story, its journal and its world, as one decision sees them. */
export interface View {
  readonly workflow: StoryWorkflow;
  readonly story: Story;
  readonly execution: StoryExecution;
  readonly found: ReadonlyMap<string, Standing>;
  readonly world: World;
}
