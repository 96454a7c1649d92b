import type { AgentError } from "../../domain/agent/error.ts";
import type { ReviewIssue, Verdict } from "../../domain/agent/review-issues.ts";
import type { Usage } from "../../domain/agent/usage.ts";
import type { Access } from "../../domain/definition/story/definition.ts";

/** What an agent is asked to do, once. */
export interface AgentRequest {
  readonly action: string;
  readonly attempt: number;
  readonly prompt: string;
  readonly access: Access;
  readonly model?: string;
  /** Session to go on in; absent: a new one. */
  readonly sessionId?: string;
  /** Absolute path of the folder the agent works in. */
  readonly workspace: string;
  /** Absolute path of the attempt's own folder; exists. The result file and the raw transcript live here. */
  readonly attemptDir: string;
  /** The complete environment of the process: the parent's, less what is denied, plus AGENTIC_SDLC_*. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: {
    readonly wallMs: number;
    readonly silenceMs: number;
    /** USD left for this attempt, for agents that can cap themselves. */
    readonly budgetUsd?: number;
  };
  /** JSON Schema that the answer must follow, for agents that can be held to one. The prompt says the same in words. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** The session's own counter as the attempt before left it (`AgentResult.counter`), for agents that count on. */
  readonly counter?: Usage;
  /** Replaces secrets in a text; applied to everything an agent says before it is kept, shown or returned. */
  readonly mask: (text: string) => string;
}

/** What an agent tells while it works. Recorded (`session`, `started`) or shown (the rest). */
export type AgentEvent =
  | { readonly type: "started"; readonly pid: number; readonly startTime: string | null }
  | { readonly type: "session"; readonly sessionId: string }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool"; readonly name: string; readonly detail: string }
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "notice"; readonly text: string };

/** How an attempt ended, before it is judged. */
export interface AgentResult {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly verdict?: Verdict;
  readonly issues?: readonly ReviewIssue[];
  readonly question?: string;
  /** What this attempt alone used. */
  readonly usage: Usage;
  /** What the agent's own counter stands at, where it goes on over the whole session. */
  readonly counter?: Usage;
  readonly sessionId?: string;
  /** Set for every way of not succeeding, a non-zero exit included. */
  readonly error?: AgentError;
  readonly durationMs: number;
}

/** An adapter to something that does an action. */
export interface Agent {
  readonly name: string;
  /** Whether a session can be continued by id. */
  readonly resumes: boolean;
  /** `false`: it is known to report no cost, and config has no price for its tokens. */
  readonly reportsCost?: boolean;
  /**
   * Performs the request. Resolves, never rejects, for everything the agent does or fails to do. No process of the
   * attempt is alive when it resolves. `onEvent` is called in order and may be async: the agent's further events wait
   * for it (a session id is durable before the next event is handled). When `signal` aborts, the agent is asked to
   * stop, then all its processes are ended; it resolves even then, with `error.kind` "crash" and whatever was learnt
   * (session id, usage). An abort whose reason is `"now"` skips the asking: a second Ctrl+C. It rejects only with
   * what `onEvent` rejected with, once every process is ended.
   */
  perform(
    request: AgentRequest,
    onEvent: (event: AgentEvent) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<AgentResult>;
  /** What an attempt left behind in its folder whose runner died. Reads only. */
  salvage(attemptDir: string): LeftBehind;
}

/** What is still known of an attempt whose runner died. */
export interface LeftBehind {
  readonly sessionId?: string;
  readonly usage?: Usage;
  /** What its session's counter stood at. */
  readonly counter?: Usage;
  /** Its whole answer, where it had given it: there is nothing more to ask it for. */
  readonly answer?: AgentResult;
}

/** What people are told of an attempt that left its answer behind. */
export const hadAnswered = (attempt: string) =>
  `${attempt} had given its answer: that is judged, and not asked for again`;
