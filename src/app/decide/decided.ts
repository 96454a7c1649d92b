import type { NodeDecision } from "../../domain/decide/node/waiting.ts";
import type { PersonMessage } from "../../domain/journal/story-record.ts";
import type { Story } from "../../domain/story/story.ts";

/** What became of what a person decided: about a story, or about a node of a workflow file's run. */
export type Decided = StoryDecided | NodeDecided;

/** What became of a decision about a story. */
export type StoryDecided = StoryChanged | StoryUnchanged;

/** The story was told. */
export interface StoryChanged {
  readonly kind: "story";
  readonly changed: true;
  /** False: a run holds the story, and takes the message when it can. */
  readonly applied: boolean;
  /** Who holds it. */
  readonly holder?: string;
  /** The story after it. */
  readonly story: Story;
  readonly message: PersonMessage;
  /** What was done: it completes the sentence `add-dark-mode: …`. */
  readonly did: string;
}

/** There was nothing to do: the story is as asked. */
export interface StoryUnchanged {
  readonly kind: "story";
  readonly changed: false;
  readonly story: Story;
  /** It completes the sentence `add-dark-mode …`. */
  readonly why: string;
}

/** A run was told what was decided about one of its nodes. */
export interface NodeDecided {
  readonly kind: "node";
  readonly runId: string;
  readonly path: string;
  /** False: the run is under way, and takes it when it can. */
  readonly applied: boolean;
  readonly decision: NodeDecision;
}
