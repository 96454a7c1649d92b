import type { AfterFailure } from "../../domain/agent/error.ts";
import type { Verdict } from "../../domain/agent/review-issues.ts";
import type { WentOn } from "../../domain/agent/session.ts";
import type { Usage } from "../../domain/agent/usage.ts";
import type { HeldStory, QueuedAction } from "../../domain/decide/story/queue.ts";
import type { ExitCode } from "../../domain/exit-code.ts";
import type { Value } from "../../domain/expression/ast.ts";
import type { NodeKind } from "../../domain/journal/node-record.ts";
import type { Receipt } from "../../domain/journal/record.ts";
import type { RunStatus } from "../../domain/journal/run-record.ts";
import type { AgentEvent } from "./agent.ts";

/** One attempt, as every event about it names it. */
export interface AttemptName {
  readonly path: string;
  readonly storyId: string;
  readonly slug: string;
  readonly title: string;
  readonly action: string;
  readonly attempt: number;
}

/** What a workflow file's run tells of its nodes. */
export type NodeEvent = { readonly path: string } & (
  | {
      readonly type: "node-started";
      readonly kind: NodeKind;
      readonly attempt: number;
      readonly agent?: string;
      /** It goes on in an agent's session. */
      readonly resumed?: boolean;
    }
  | { readonly type: "node-agent"; readonly event: AgentEvent }
  | { readonly type: "node-check-started"; readonly command: string }
  | { readonly type: "node-check"; readonly receipt: Receipt }
  | ({
      readonly type: "node-done";
      readonly kind: NodeKind;
      /** The failure that `allowFailure` let pass. */
      readonly allowed?: string;
    } & NodeEnd)
  | ({
      readonly type: "node-failed";
      readonly kind: string;
      readonly message: string;
      /** It is tried again at once. */
      readonly again: boolean;
    } & NodeEnd)
  | { readonly type: "node-skipped"; readonly reason: string }
  | { readonly type: "node-interrupted"; readonly reason: string; readonly sessionKept: boolean }
  /** What its agent changed of git's hooks and executing settings was put back. */
  | { readonly type: "node-restored"; readonly keys: readonly string[] }
  /** It waits for a person. `command`: what they type. */
  | {
      readonly type: "node-parked";
      readonly kind: NodeKind;
      readonly runId: string;
      readonly message: string;
      readonly command: string;
    }
  /** It is done, and what it was given is not what it would be given today. */
  | { readonly type: "node-changed"; readonly what: "input" | "definition" }
  /** Today's definition, or its collection, has it no more. */
  | { readonly type: "node-retired" }
);

interface NodeEnd {
  readonly attempt: number;
  readonly usage: Usage;
  readonly durationMs: number;
}

/** Everything a run tells while it runs: one union, many front ends (terminal, lines, NDJSON, the API). */
export type RunEvent =
  | NodeEvent
  | {
      readonly type: "run-started";
      readonly runId: string;
      readonly scope: string;
      readonly continued: boolean;
    }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "warning"; readonly code: string; readonly text: string }
  | {
      readonly type: "resuming";
      readonly done: number;
      readonly skipped: readonly string[];
      readonly interrupted: readonly string[];
      readonly toRun: readonly string[];
    }
  | ({ readonly type: "attempt-started"; readonly agent: string; readonly resumed: boolean } & AttemptName)
  | ({ readonly type: "agent"; readonly event: AgentEvent } & AttemptName)
  | ({ readonly type: "check-started"; readonly command: string } & AttemptName)
  | ({ readonly type: "check"; readonly receipt: Receipt } & AttemptName)
  | ({
      readonly type: "attempt-failed";
      readonly message: string;
      readonly kind: string;
      readonly usage: Usage;
      readonly durationMs: number;
      readonly agent?: string;
    } & AfterFailure &
      AttemptName)
  | ({
      readonly type: "attempt-interrupted";
      readonly reason: string;
      readonly sessionKept: boolean;
    } & AttemptName)
  | ({ readonly type: "asked"; readonly question: string } & AttemptName)
  | ({
      readonly type: "restored";
      readonly keys: readonly string[];
      readonly what: "story" | "git";
    } & AttemptName)
  | ({
      readonly type: "saved";
      readonly verdict?: Verdict;
      readonly usage: Usage;
      readonly durationMs: number;
      /** False where the action's result was recorded by an earlier run and only accepted now. */
      readonly ranNow: boolean;
    } & AttemptName)
  | {
      readonly type: "story-blocked";
      readonly storyId: string;
      readonly slug: string;
      readonly reason: string;
    }
  | { readonly type: "story-done"; readonly storyId: string; readonly slug: string }
  | {
      readonly type: "waiting";
      readonly path: string;
      readonly kind: string;
      readonly until: string;
      readonly message: string;
      /** Who is waited for. */
      readonly agent?: string;
    }
  | { readonly type: "stopping"; readonly signal: string; readonly agent?: string }
  | ({ readonly type: "run-ended" } & RunSummary);

/** What the morning needs to know. */
export interface RunSummary {
  readonly runId: string;
  readonly status: RunStatus;
  readonly exitCode: ExitCode;
  readonly reason: string;
  /** Whether it was asked to run until nothing is left. */
  readonly auto: boolean;
  /** Actions accepted by this invocation, in order. */
  readonly completed: readonly string[];
  /** Slugs of stories that became done in this invocation. */
  readonly done: readonly string[];
  readonly failed: readonly { readonly path: string; readonly message: string }[];
  readonly held: readonly HeldStory[];
  readonly left: readonly QueuedAction[];
  readonly interrupted: readonly string[];
  readonly durationMs: number;
  /** USD; `null` when some attempt's agent reported none and nothing else did. */
  readonly costUsd: number | null;
  /** Whether the run is finished and its checkpoint moved away. */
  readonly checkpointCleared: boolean;
  /** Attempts of this invocation that went on in an interrupted session: what was spent there is not paid again. */
  readonly wentOn?: readonly ({ readonly path: string } & WentOn)[];
  /** What a person has to mend before it can go on. */
  readonly fix?: string;
  /** What a workflow file gave. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** Commands to type next, with what they are for. */
  readonly next: readonly { readonly command: string; readonly why: string }[];
}
