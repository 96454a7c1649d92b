import type { Style } from "../style.ts";

/**
 * One attempt whose transcript can be read: of an agent at a story's action, or of an agent or a command at a step of a
 * workflow file.
 */
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
  /** What the journal keeps of what it wrote, by stream. */
  written(): readonly Written[];
  /** When it ended, ISO 8601; "" where it has not. */
  readonly endedAt: string;
  /** The command that tells more where it said nothing. */
  readonly more: string;
}

/** What an attempt wrote to one of its streams. */
export interface Written {
  readonly stream: "out" | "err";
  readonly text: string;
}

/** How an attempt stands, in one line. */
export interface Outcome {
  readonly text: string;
  readonly tone: keyof Style;
}
