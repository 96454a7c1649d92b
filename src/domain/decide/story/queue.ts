/** An entry of the queue: what would run, and why. */
export interface QueuedAction {
  /** `story[add-dark-mode]/implement#2` */
  readonly path: string;
  readonly storyId: string;
  readonly slug: string;
  readonly action: string;
  readonly attempt: number;
  readonly reason: string;
}

/** A story that is not queued, and why. */
export interface HeldStory {
  readonly storyId?: string;
  readonly slug: string;
  readonly kind:
    | "blocked"
    | "broken"
    | "gate"
    | "question"
    | "dependency"
    | "leased"
    | "waiting"
    | "unselected"
    | "exhausted";
  readonly reason: string;
  /** `waiting` only: not before this time (ISO). */
  readonly until?: string;
}

/** Where one step of a story's workflow stands; what the board's progress marks are made of. */
export interface StepProgress {
  readonly step: string;
  readonly state: "done" | "by-hand" | "to-accept" | "running" | "to-judge" | "next" | "open";
  /** The attempt that did it, or the next one's number. */
  readonly attempt?: number;
}

/** `story[add-dark-mode]/implement#2` */
export function pathOf(slug: string, action: string, attempt: number): string {
  return `story[${slug}]/${action}#${attempt}`;
}
