/**
 * Records: the durable lines of a journal, in the order they happen (docs/journal.md).
 *
 * For one attempt: `intent` · `started` · `session` · `said` · `check`* · `done` | `failed` | `asked` ·
 * (the story file is written) · `accepted`. An attempt whose runner died gets `interrupted` instead.
 */

import type { NodeRecord } from "./workflow-run/node-record.ts";

/** What the journal adds to every record. */
export interface Envelope {
  /** Counts from 1 over the journal's whole life, across epochs. */
  readonly seq: number;
  /** The lease epoch of the writer. */
  readonly epoch: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** USD. `null`: the agent reports none; never invented. */
  readonly costUsd: number | null;
}

export interface ReviewIssue {
  readonly severity: string;
  readonly description: string;
  readonly file?: string;
  readonly line?: number;
  readonly suggestion?: string;
}

export type Verdict = "approved" | "rejected";

/** Why an attempt failed. `docs/agents.md` says for each whether a retry can help. */
export const errorKinds = [
  "auth",
  "rate_limit",
  "overloaded",
  "network",
  "bad_request",
  "session_missing",
  "budget",
  "turns",
  "schema",
  "denied",
  "stalled",
  "timeout",
  "crash",
  "not_installed",
  "check",
  "unknown",
] as const;
export type ErrorKind = (typeof errorKinds)[number];

export interface AgentError {
  readonly kind: ErrorKind;
  readonly message: string;
  /** Seconds to wait before trying again, as the agent said. */
  readonly retryAfter?: number;
}

/** Text kept in the record, or, over 64 KiB, in a file named by its sha256. */
export type Text = { readonly text: string } | { readonly sha256: string; readonly bytes: number };

/** The outcome of running one check command. */
export interface Receipt {
  readonly command: string;
  /** `null`: ended by a signal or the time limit. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** The end of its output. */
  readonly tail: string;
  /** Hash of the workspace's tree after the checks; `null` outside git. */
  readonly tree: string | null;
}

/** How an action goes on after a failed attempt. With none of these keys it counts as a failure, and starts anew. */
export interface AfterFailure {
  /** Nobody is asked before (ISO 8601). */
  readonly waitUntil?: string;
  /** The agent that is asked instead of this one: its action's fallback, or the first again. */
  readonly turnTo?: string;
  /**
   * `repair`: its answer could not be read, and is asked for once more in its session. `anew`: the session it was to go
   * on in is unknown; without it.
   */
  readonly retry?: "repair" | "anew";
}

/** The front matter keys the engine owns, as they stood. */
export type Owned = Readonly<Record<string, string | number | boolean | null>>;

interface AttemptRef {
  /** Printed path: `story[add-dark-mode]/implement#2`. */
  readonly path: string;
  /** Step id: the action. */
  readonly action: string;
  readonly attempt: number;
}

export type AttemptRecord = AttemptRef &
  (
    | {
        readonly type: "intent";
        readonly runId: string;
        /** Random; given to every process of the attempt as `AGENTIC_SDLC_TOKEN`. */
        readonly token: string;
        readonly agent: string;
        readonly model?: string;
        /** The session this attempt goes on in. */
        readonly resume?: string;
        /** The whole story file. */
        readonly storyHash: string;
        /** What a person wrote of it: the file less owned keys and sections. */
        readonly inputHash: string;
        /** The step's definition. */
        readonly stepHash: string;
        readonly promptHash: string;
        /** What the attempt was given: for each earlier step its accepted attempt, 0 when done by hand. */
        readonly consumed: Readonly<Record<string, number>>;
        /** The owned front matter keys as they stood, to judge the agent's own edits. */
        readonly owned: Owned;
        /** The workspace's tree before it; `null` outside git. */
        readonly tree?: string | null;
        /** Hashes of the workspace's config, workflows and prompts before it, by path. */
        readonly ownFiles?: Readonly<Record<string, string>>;
      }
    | { readonly type: "started"; readonly pid: number; readonly startTime: string | null }
    | { readonly type: "session"; readonly sessionId: string }
    | {
        readonly type: "said";
        readonly exitCode: number | null;
        readonly signal: string | null;
        readonly output: Text;
        readonly verdict?: Verdict;
        readonly issues?: readonly ReviewIssue[];
        readonly question?: string;
        readonly usage: Usage;
        /** What the session's own counter stood at, for agents that count over the whole session. */
        readonly counter?: Usage;
        readonly error?: AgentError;
        readonly durationMs: number;
      }
    | ({ readonly type: "check" } & Receipt)
    | {
        readonly type: "done";
        /** Files that config `protect` names and the action changed. */
        readonly protected?: readonly string[];
        readonly verdict?: Verdict;
        readonly issues?: readonly ReviewIssue[];
        readonly tree: string | null;
      }
    | ({ readonly type: "failed"; readonly error: AgentError } & AfterFailure)
    | { readonly type: "asked"; readonly question: string }
    | {
        readonly type: "interrupted";
        readonly reason: string;
        readonly kept?: string;
        readonly usage?: Usage;
        readonly counter?: Usage;
      }
    | { readonly type: "accepted"; readonly storyHash: string }
    | { readonly type: "withdrawn"; readonly by: "person" | "review" | "change"; readonly reason: string }
    | { readonly type: "restored"; readonly keys: readonly string[]; readonly what: "story" | "git" }
  );

/** What a person did to a story, recorded by whoever held its lease. `inbox`: the message's file name. */
export type PersonRecord = { readonly path: string; readonly inbox: string } & PersonMessage;

/** One message of an inbox: what a person asked of a story. */
export type PersonMessage =
  | { readonly type: "moved"; readonly status: string }
  | { readonly type: "blocked-by-hand"; readonly reason: string }
  | { readonly type: "unblocked" }
  | { readonly type: "redo"; readonly action: string; readonly note: string }
  /** `node`: the path of the step that asked, in a workflow file's run. */
  | { readonly type: "answered"; readonly text: string; readonly node?: string }
  | { readonly type: "approved"; readonly gate?: string }
  | { readonly type: "rejected"; readonly gate?: string; readonly reason: string };

/** What the engine did to the story as a whole. */
export type StoryEventRecord = { readonly path: string } & (
  | { readonly type: "blocked"; readonly reason: string }
  /** The tool wrote the story file outside an attempt's acceptance; `storyHash` is the file after it. */
  | { readonly type: "written"; readonly keys: readonly string[]; readonly storyHash: string }
  /** A person granted a new allowance: bounds count from here. */
  | { readonly type: "allowance"; readonly by: string }
);

export type StoryRecord = AttemptRecord | PersonRecord | StoryEventRecord;

/** Which bound blocked a story. */
export type BoundKind = "failures" | "rejections" | "calls" | "cost";

export type RunStatus = "running" | "interrupted" | "failed" | "waiting" | "limited" | "done" | "abandoned";

export type RunScope =
  | { readonly kind: "board" }
  | { readonly kind: "epic"; readonly epic: string }
  | { readonly kind: "story"; readonly storyId: string }
  | { readonly kind: "workflow"; readonly file: string };

/** The journal of a run: its scope and options, its own nodes, and which attempts it caused. */
export type RunRecord = NodeRecord | RunEventRecord;

type RunEventRecord = { readonly path: string } & (
  | {
      readonly type: "run-started";
      readonly runId: string;
      readonly scope: RunScope;
      readonly options: Readonly<Record<string, unknown>>;
      readonly workflow: { readonly name: string; readonly hash: string };
      readonly toolVersion: string;
    }
  | {
      readonly type: "run-continued";
      readonly options: Readonly<Record<string, unknown>>;
      readonly toolVersion: string;
      readonly workflow: { readonly name: string; readonly hash: string };
    }
  | {
      readonly type: "caused";
      readonly storyId: string;
      readonly storyPath: string;
      readonly action: string;
      readonly attempt: number;
      readonly agent: string;
    }
  | {
      readonly type: "ended";
      readonly storyId: string;
      readonly storyPath: string;
      readonly action: string;
      readonly attempt: number;
      readonly outcome: "done" | "rejected" | "failed" | "asked" | "interrupted";
      readonly usage: Usage;
      readonly durationMs: number;
      readonly storyHash: string;
    }
  | {
      readonly type: "story-blocked";
      readonly storyId: string;
      readonly reason: string;
      readonly bound?: BoundKind;
    }
  | {
      readonly type: "run-ended";
      readonly status: RunStatus;
      readonly exitCode: number;
      readonly reason: string;
    }
);

/** A record as it is read back from a journal. */
export type Recorded<R> = R & Envelope;
