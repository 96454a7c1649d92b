import type { Owned } from "../../domain/journal/story-record.ts";
import type { Board, BrokenStory, Story, StoryPatch } from "../../domain/story/story.ts";

/**
 * The board's files, which belong to people: they edit them at any time, with any editor. The engine changes nothing
 * but the keys and sections it owns, needs no lock for it, and never overwrites what it has not seen.
 */
export interface StoryStore {
  /**
   * Reads every story; broken ones are in it, never dropped. Cheap while nothing changes. Throws UserError where no
   * board is.
   */
  load(): Board;
  /** Reads one file again; undefined when it is gone. */
  read(path: string): Story | BrokenStory | undefined;
  /**
   * Changes what the engine owns of a story, and `updated` if anything did change; durable when it returns the story
   * as it now stands. Where the file was edited meanwhile, `make` is asked again with the fresh story: it may be
   * called several times, and must be a function of what it is given. Throws NotSavedError, or UserError when the
   * file is gone, is broken, would be broken by the change, or never stops changing.
   */
  patch(path: string, make: (fresh: Story) => StoryPatch): Story;
  /**
   * Puts back owned keys whose values break the story's file; durable when it returns. What was written there, by key;
   * `{}` where it is not broken, or otherwise. Throws NotSavedError.
   */
  mend(path: string, owned: Owned): Readonly<Record<string, unknown>>;
  /** The story a dependency names, by id or slug; undefined for an unknown, ambiguous or broken one. */
  dependency(board: Board, name: string): Story | undefined;
  /** Hash of what a person wrote of a story: the file less owned keys and sections. */
  inputHash(story: Story): string;
}
