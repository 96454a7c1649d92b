import type { Selection } from "../../domain/decide/story/assess.ts";

/** What one invocation asks of a run. */
export interface RunRequest {
  readonly selection: Selection;
  /** Until nothing is left; otherwise one action. */
  readonly auto: boolean;
  /** Stories worked on at once. */
  readonly concurrency: number;
  readonly maxActions?: number;
  /** USD for this invocation. */
  readonly budgetUsd?: number;
  readonly deadline?: Date;
  readonly maxWaitMs: number;
  /** Interrupted actions start anew instead of going on in their session. */
  readonly freshSessions: boolean;
  /** Stories outside the selection that a run this one replaces left something in. */
  readonly alsoRecover: readonly string[];
  /** USD that other runs spent today. */
  readonly spentTodayUsd: number;
  /** Why nobody can make another attempt: what a dead runner left is put in order all the same. */
  readonly refused?: Refusal;
}

/** Why an invocation cannot do what it is asked, and what helps. */
export interface Refusal {
  readonly reason: string;
  readonly fix?: string;
}

/** Why a run came to its end, before everything was done. */
export type Stop =
  | { readonly kind: "signal"; readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP" }
  | { readonly kind: "fatal"; readonly path: string; readonly message: string; readonly fix?: string }
  | { readonly kind: "limit"; readonly reason: string; readonly fix?: string }
  | ({ readonly kind: "refused" } & Refusal)
  | { readonly kind: "asked-for"; readonly reason: string }
  | { readonly kind: "cost-unknown"; readonly agent: string };
