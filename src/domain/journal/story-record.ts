import type { Said } from "./said.ts";
/**
 * Records: the durable lines of a journal, in the order they happen (docs/journal.md).
 *
 * For one attempt: `intent` · `started` · `session` · `said` · `check`* · `done` | `failed` | `asked` ·
 * (the story file is written) · `accepted`. An attempt whose runner died gets `interrupted` instead.
 */

import type { AfterFailure, AgentError } from "../agent/error.ts";
import type { ReviewIssue, Verdict } from "../agent/review-issues.ts";
import type { Usage } from "../agent/usage.ts";
import type { Receipt } from "./record.ts";

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
    | ({ readonly type: "said" } & Said)
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
