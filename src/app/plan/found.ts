import type { RunScope } from "../../domain/journal/run-record.ts";
import type { Board } from "../../domain/story/story.ts";
import type { FoundRun, UnusableCheckpoint } from "../../engine/ports/run-store.ts";

/** The scope of a workflow file's run. */
export type FileScope = Extract<RunScope, { kind: "workflow" }>;

/** What was found of a project before a run of it is planned: all that planning knows. */
export interface Found {
  /** Absolute path of the project. */
  readonly root: string;
  /** Absolute path of the board's checkpoint. */
  readonly boardCheckpoint: string;
  /** Of the target, where it is a workflow file. */
  readonly file?: FileScope;
  /** The run that is named to be continued, where there is one. */
  readonly named?: FoundRun;
  /** Runs that can be continued, or have been until now. */
  readonly runs: readonly FoundRun[];
  readonly unusable: readonly UnusableCheckpoint[];
  /** The board; nobody looks at it for a workflow file. */
  readonly board?: Board;
  /** Ids of all steps of story workflows. */
  readonly steps: readonly string[];
  /** Names of all agents. */
  readonly agents: readonly string[];
}
