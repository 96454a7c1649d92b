import type { AgentError } from "../agent/error.ts";
import type { ReviewIssue, Verdict } from "../agent/review-issues.ts";
import type { Usage } from "../agent/usage.ts";
import type { Text } from "./record.ts";

/** What an agent said in an attempt, and how that ended: durable before it is judged. Masked. */
export interface Said {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly output: Text;
  readonly verdict?: Verdict;
  readonly issues?: readonly ReviewIssue[];
  /** What it needs to know of a person before it can go on. */
  readonly question?: string;
  readonly usage: Usage;
  /** What the session's own counter stood at, for agents that count over the whole session. */
  readonly counter?: Usage;
  readonly error?: AgentError;
  readonly durationMs: number;
}
