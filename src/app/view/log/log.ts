import type { Attempt } from "../../../domain/journal/execution.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";

/**
 * One attempt whose transcript can be read: of an agent at a story's action, or of an agent or a command at a step of a
 * workflow file.
 */
export interface Log {
  /** `story[add-dark-mode]/implement#2`, or the path of a step with its attempt. */
  readonly path: string;
  /** Absolute path of its own folder. */
  readonly attemptDir: string;
  /** When it ended, ISO 8601; "" where it has not. */
  readonly endedAt: string;
  /** The command that tells more where it said nothing. */
  readonly more: string;
  /** Whether it still works, as its journal says now. */
  works(): boolean;
  /** How it stands now. */
  standing(): Standing;
  /** What the journal keeps of what it wrote, by stream. */
  written(): readonly Written[];
}

/** An attempt as its journal has it; `inFlight`: somebody holds its story, or its run. */
export type Standing = { readonly inFlight: boolean } & (
  | {
      readonly kind: "story";
      readonly slug: string;
      readonly attempt: Attempt;
      /** All attempts at the story. */
      readonly all: readonly Attempt[];
    }
  | {
      readonly kind: "node";
      readonly node: NodeState;
      /** Its number; a later one may have followed. */
      readonly attempt: number;
    }
);

/** What an attempt wrote to one of its streams. */
export interface Written {
  readonly stream: "out" | "err";
  readonly text: string;
}
