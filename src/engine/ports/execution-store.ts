import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { PersonMessage, StoryRecord } from "../../domain/journal/story-record.ts";

/** One story's journal, open for writing under its lease. */
export interface StorySession {
  readonly storyId: string;
  /** The fold of everything recorded so far. */
  readonly execution: StoryExecution;
  /** Appends records, in order; durable when it resolves. Throws NotSavedError, or when the lease was lost. */
  record(...records: StoryRecord[]): Promise<void>;
  /** Absolute path of an attempt's own folder, created. */
  attemptDir(action: string, attempt: number): string;
  /** Keeps a text: in the record, or durable in a file of its own when large. */
  keepText(text: string): Text;
  readText(text: Text): string;
  messages(): readonly InboxMessage[];
  forgetMessage(name: string): void;
  /** Gives the lease back. Called once. Throws NotSavedError: the lease then dies with the process. */
  release(): void;
}

export interface InboxMessage {
  readonly name: string;
  readonly message: PersonMessage;
}

/** The journals of all stories. */
export interface ExecutionStore {
  /** Ids of stories anything was ever recorded or posted for. */
  ids(): ReadonlySet<string>;
  /** Reads without a lease. */
  read(storyId: string): StoryExecution;
  /** How many messages of people wait in the story's inbox. */
  pendingMessages(storyId: string): number;
  readText(storyId: string, text: Text): string;
  /** Who works on a story now: a text for people; undefined when it is free, or its holder is dead. */
  holder(storyId: string): string | undefined;
  /** Takes a story's lease and opens its journal. Throws LeaseHeldError. */
  open(storyId: string): StorySession;
}
