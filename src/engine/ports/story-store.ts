import type { Owned } from "../../domain/journal/story-record.ts";
import type { Board, BrokenStory, Story, StoryPatch } from "../../domain/story/story.ts";

/** The board's files. */
export interface StoryStore {
  /** Reads every story; broken ones are in it, never dropped. */
  load(): Board;
  /** Reads one file again; undefined when it is gone. */
  read(path: string): Story | BrokenStory | undefined;
  /**
   * Changes what the engine owns of a story; durable when it returns. Never overwrites an edit made meanwhile.
   * Throws NotSavedError, or UserError when the file is gone or broken.
   */
  patch(path: string, make: (fresh: Story) => StoryPatch): Story;
  /**
   * Puts back owned keys whose values break the story's file; durable when it returns. What was written there, by key;
   * `{}` where it is not broken, or otherwise. Throws NotSavedError.
   */
  mend(path: string, owned: Owned): Readonly<Record<string, unknown>>;
  /** The story a dependency names, by id or slug. */
  dependency(board: Board, name: string): Story | undefined;
  /** Hash of what a person wrote of a story: the file less owned keys and sections. */
  inputHash(story: Story): string;
}
