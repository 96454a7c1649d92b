import type { AgentAttempt, Wait } from "../agent/attempt.ts";
import type { ReviewIssue, Verdict } from "../agent/review-issues.ts";
import type { Receipt, Text } from "./record.ts";
import type { Owned } from "./story-record.ts";

/** One try at an action, as the story's journal tells it. */
export interface Attempt extends AgentAttempt {
  readonly runId: string;
  readonly model?: string;
  readonly token: string;
  readonly startedAt: string;
  /** `done` only: its effect is in the story file. */
  readonly accepted: boolean;
  readonly pid?: number;
  readonly pidStartTime?: string | null;
  readonly consumed: Readonly<Record<string, number>>;
  readonly owned: Owned;
  readonly storyHash: string;
  readonly inputHash: string;
  /** The step's definition. */
  readonly stepHash: string;
  readonly promptHash: string;
  readonly output?: Text;
  readonly verdict?: Verdict;
  readonly issues?: readonly ReviewIssue[];
  readonly question?: string;
  /** What a person answered to it. */
  readonly answer?: string;
  readonly durationMs?: number;
  readonly exitCode?: number | null;
  readonly receipts: readonly Receipt[];
  /** The workspace's tree before it. */
  readonly treeBefore?: string | null;
  /** Hashes of the workspace's config, workflows and prompts before it, by path. */
  readonly ownFiles?: Readonly<Record<string, string>>;
  /** The workspace's tree when it was done. */
  readonly tree?: string | null;
  /** Protected files it changed: its gate opens. */
  readonly protected?: readonly string[];
  /** Private git ref that keeps what an interrupted attempt left. */
  readonly kept?: string;
  /** Owned keys or git settings that were put back after it. */
  readonly restored: readonly string[];
}

/** Everything known about a story's execution: a fold of its journal (`apply`). Plain data. */
export interface StoryExecution {
  readonly attempts: readonly Attempt[];
  /** Agent calls since the last allowance. */
  readonly calls: number;
  /** USD since the last allowance, known costs only. */
  readonly costUsd: number;
  /** Per action: failures since it was last accepted or an allowance was granted. */
  readonly failures: Readonly<Record<string, number>>;
  /** Rejections in a row. */
  readonly rejections: number;
  /** The engine blocked it, and no person has undone that. */
  readonly blocked?: { readonly reason: string; readonly written: boolean };
  /** Gate (step id) → the attempt that a person approved. */
  readonly approved: Readonly<Record<string, number>>;
  /** Notes that lead the prompts of an action until a review approves, oldest first. */
  readonly notes: readonly {
    readonly action: string;
    readonly text: string;
    readonly afterAttempt: number;
  }[];
  /** A question without an answer, or the answer the next attempt is given. */
  readonly question?: {
    readonly action: string;
    readonly attempt: number;
    readonly text: string;
    readonly answer?: string;
  };
  /** A rate limit or an overload that is waited for, and by which action. */
  readonly wait?: Wait & { readonly action: string };
  /** The story file's hash when the tool last saw or wrote it. */
  readonly storyHash?: string;
  /** Inbox messages already recorded, by file name. */
  readonly inbox: ReadonlySet<string>;
  readonly lastAt?: string;
}
