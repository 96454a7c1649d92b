import type { AfterFailure, AgentError } from "../agent/error.ts";
import type { ReviewIssue, Verdict } from "../agent/review-issues.ts";
import type { Usage } from "../agent/usage.ts";
import type { Receipt, Text } from "./record.ts";
import type { Owned } from "./story-record.ts";

/** One try at an action, as the story's journal tells it. */
export interface Attempt {
  readonly action: string;
  /** From 1, over the story's whole life. */
  readonly attempt: number;
  /** Printed path at the time. */
  readonly path: string;
  readonly runId: string;
  readonly agent: string;
  readonly model?: string;
  readonly token: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /**
   * `running`: intent recorded, nothing said (its runner may be dead). `said`: it ended, not judged yet.
   * The rest are final.
   */
  readonly outcome: "running" | "said" | "done" | "failed" | "asked" | "interrupted";
  /** `done` only: its effect is in the story file. */
  readonly accepted: boolean;
  /** `done` only: taken back since (by a person, a review, or a change it depends on). */
  readonly withdrawn?: { readonly by: string; readonly reason: string };
  readonly resumed?: string;
  readonly sessionId?: string;
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
  readonly usage?: Usage;
  /** What its session's own counter stood at in the end, for agents that count over the whole session. */
  readonly counter?: Usage;
  readonly durationMs?: number;
  readonly error?: AgentError;
  /** `failed` only: what is asked for next, where that is not a new try by the same agent. */
  readonly retry?: AfterFailure["retry"];
  /** `failed` only: the agent that is asked instead. */
  readonly turnTo?: string;
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
  /** Not before this time (ISO): rate limit or overload, as the agent said. */
  readonly wait?: {
    readonly action: string;
    readonly until: string;
    readonly kind: string;
    readonly message: string;
    readonly since: string;
    /** Who said so. */
    readonly agent?: string;
  };
  /** The story file's hash when the tool last saw or wrote it. */
  readonly storyHash?: string;
  /** Inbox messages already recorded, by file name. */
  readonly inbox: ReadonlySet<string>;
  readonly lastAt?: string;
}
