import { afterFailure, type Candidates } from "../../domain/agent/after-failure.ts";
import type { AgentAttempt } from "../../domain/agent/attempt.ts";
import type { AfterFailure, AgentError } from "../../domain/agent/error.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { Deps } from "../deps.ts";
import type { Checked } from "./checks.ts";
import type { AttemptLog } from "./log.ts";

/** What is judged: an attempt that has said something, as the journal tells it. */
export interface SaidAttempt extends AgentAttempt {
  readonly token?: string;
  readonly output?: Text;
  readonly question?: string;
}

/** What whoever asked for the attempt makes of an answer. */
export interface Asker<A> {
  /** All attempts there were, this one too, in order. */
  readonly history: readonly AgentAttempt[];
  readonly candidates: Candidates;
  readText(text: Text): string;
  /** What can be taken of what was said; an error where nothing can. */
  read(said: { readonly output: string; readonly question?: string }): { readonly error: AgentError } | A;
  /** Runs the checks that an answer must pass; undefined where there are none. */
  check(answer: A): Promise<Checked | undefined>;
}

/** How an attempt came out. `stopped`: it is still to be judged, and was paid for. */
export type Judgement<A> =
  | { readonly outcome: "done"; readonly answer: A; readonly tree: string | null }
  | { readonly outcome: "asked"; readonly question: string }
  | { readonly outcome: "stopped" }
  | { readonly outcome: "failed"; readonly error: AgentError; readonly after: AfterFailure };

/**
 * Judges what an agent said, from the journal alone, so that it can be done again after a crash without paying again:
 * errors, questions, what was to be read, then the runner's own checks. Records nothing but the checks.
 */
export async function judge<A extends object>(
  deps: Pick<Deps, "processes" | "agentNamed" | "clock">,
  log: AttemptLog,
  attempt: SaidAttempt,
  asker: Asker<A>,
): Promise<Judgement<A>> {
  const { token, error, question } = attempt;
  if (token !== undefined) await deps.processes.end({ token });
  await log.putBack("alive");
  const failed = (why: AgentError) => failure(deps, attempt, asker, why);
  if (error) return failed(error);
  const output = attempt.output ? asker.readText(attempt.output) : "";
  const answer = asker.read({ output, question });
  if ("error" in answer) return failed(answer.error);
  if (question !== undefined) return { outcome: "asked", question };
  const checked = await asker.check(answer);
  if (checked?.outcome === "stopped") return { outcome: "stopped" };
  if (checked?.outcome === "failed") return failed({ kind: "check", message: checked.message });
  return { outcome: "done", answer, tree: checked?.tree ?? null };
}

function failure<A>(
  { agentNamed, clock }: Pick<Deps, "agentNamed" | "clock">,
  attempt: AgentAttempt,
  { history, candidates }: Asker<A>,
  error: AgentError,
): Judgement<A> {
  const resumes = agentNamed(attempt.agent)?.resumes === true;
  const after = afterFailure(history, attempt, error, candidates, { resumes, now: clock.now() });
  return { outcome: "failed", error, after };
}
