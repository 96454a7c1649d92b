import type { Attempt } from "../../domain/journal/execution.ts";
import type { AttemptRecord } from "../../domain/journal/story-record.ts";
import { maskIssue } from "../../domain/text/mask.ts";
import type { AgentResult } from "../ports/agent.ts";
import type { StoryContext } from "../story/context.ts";

/** What every record about an attempt carries. */
export function ref(attempt: { path: string; action: string; attempt: number }): {
  path: string;
  action: string;
  attempt: number;
} {
  return { path: attempt.path, action: attempt.action, attempt: attempt.attempt };
}

/** The record of what an attempt said, and how it ended: durable before it is judged. Masked. */
export function said(ctx: StoryContext, attempt: Attempt, result: AgentResult): AttemptRecord {
  const { deps, session } = ctx;
  const mask = (text: string | undefined) => (text === undefined ? undefined : deps.mask(text));
  const { exitCode, signal, usage, counter, durationMs, verdict, issues, error } = result;
  return {
    ...ref(attempt),
    type: "said",
    exitCode,
    signal,
    output: session.keepText(deps.mask(result.output)),
    verdict,
    issues: issues?.map((issue) => maskIssue(issue, deps.mask)),
    question: mask(result.question),
    usage,
    ...(counter ? { counter } : {}),
    durationMs,
    ...(error ? { error: { ...error, message: deps.mask(error.message) } } : {}),
  };
}
