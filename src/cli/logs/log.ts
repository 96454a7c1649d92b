import type { Style } from "../style.ts";

/** One attempt of an agent, as something whose transcript can be read: a story's action, or a step of a workflow file. */
export interface Log {
  /** `story[add-dark-mode]/implement#2`, or the path of a step with its attempt. */
  readonly path: string;
  /** What it is, and who does it: one line. */
  readonly title: string;
  /** Absolute path of its own folder. */
  readonly attemptDir: string;
  /** Whether it still works, as its journal says now. */
  works(): boolean;
  /** How it stands now. */
  outcome(): Outcome;
  /** What the journal keeps of its output; undefined where there is nothing. */
  output(): string | undefined;
  /** When it ended, ISO 8601; "" where it has not. */
  readonly endedAt: string;
  /** The command that tells more where it said nothing. */
  readonly more: string;
}

/** How an attempt stands, in one line. */
export interface Outcome {
  readonly text: string;
  readonly tone: keyof Style;
}
