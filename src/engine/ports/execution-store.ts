import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { StoryRecord } from "../../domain/journal/story-record.ts";
import type { Inbox } from "./inbox.ts";
import type { Texts } from "./texts.ts";

/**
 * One story's journal, open for writing under its lease. Its holder may assume that nobody else writes to it, until a
 * call throws: the lease dies with the process, and can be taken over by force where nobody can tell whether it lives.
 */
export interface StorySession extends Inbox, Texts {
  readonly storyId: string;
  /** The fold of everything recorded so far, by whomever. */
  readonly execution: StoryExecution;
  /**
   * Appends records, in order; durable, and in `execution`, when it resolves. Records of one call may be cut short by
   * a crash: the first ones are there, the last are not. Rejects with NotSavedError, after which every call does, and
   * with LeaseLostError where somebody else holds the story.
   */
  record(...records: StoryRecord[]): Promise<void>;
  /** Absolute path of an attempt's own folder, created. Throws NotSavedError. */
  attemptDir(action: string, attempt: number): string;
  /**
   * Gives the lease back; nothing is recorded afterwards. Called once. Throws NotSavedError: it then dies with the
   * process.
   */
  release(): void;
}

/** The journals of all stories: what was done for each, and by whom it is being done. */
export interface ExecutionStore {
  /** Ids of stories anything was ever recorded or posted for. */
  ids(): ReadonlySet<string>;
  /**
   * What was recorded, as it stands now; needs no lease. Nothing for an unknown story. Never throws: damage is told,
   * and left out.
   */
  read(storyId: string): StoryExecution;
  /** How many messages of people wait in the story's inbox. */
  pendingMessages(storyId: string): number;
  /** As a session's. Throws UserError. */
  readText(storyId: string, text: Text): string;
  /** Who works on a story now: a text for people; undefined when it is free, or its holder is dead. */
  holder(storyId: string): string | undefined;
  /**
   * Takes a story's lease and opens its journal. Throws LeaseHeldError while another holds it, this process included;
   * NotSavedError.
   */
  open(storyId: string): StorySession;
}
