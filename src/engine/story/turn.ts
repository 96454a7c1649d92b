import type { AgentError } from "../../domain/agent/error.ts";
import { helpFor, isFatal } from "../../domain/agent/help.ts";
import { decide } from "../../domain/decide/story/decide.ts";
import type { Decision } from "../../domain/decide/story/decision.ts";
import type { StoryStep } from "../../domain/definition/story/definition.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { StoryRecord } from "../../domain/journal/story-record.ts";
import { clearedKeys, reopenedAttempts } from "../../domain/story/effects.ts";
import type { Board } from "../../domain/story/story.ts";
import type { Judgement } from "../attempt/judge.ts";
import { makeAttempt } from "./attempt.ts";
import type { StoryContext } from "./context.ts";
import { writeKeys } from "./file.ts";
import { housekeep } from "./housekeep.ts";
import { drainInbox } from "./inbox.ts";
import { judgeAttempt } from "./judge.ts";
import { ref } from "./log.ts";
import { recheck } from "./recheck.ts";

/** What one turn at a story came to. */
export interface Turn {
  readonly action?: string;
  readonly outcome?: "done" | "rejected" | "asked" | "failed" | "interrupted";
  /** An error that only a person can mend: the run stops. */
  readonly fatal?: AgentError;
  /** What the attempt cost is not known. */
  readonly costUnknown?: boolean;
  /** Its agent did what it was asked, and reported no cost: it reports none. */
  readonly reportsNoCost?: boolean;
}

export interface TurnTerms {
  readonly budgetUsd?: number;
  readonly freshSession: boolean;
  /** Only put in order and judge; start nothing. */
  readonly recoverOnly?: boolean;
}

/** Decides for a story under its lease, from what its file and journal say now. */
export function decideNow(ctx: StoryContext, board: Board): Decision {
  const { deps, story, workflow, session } = ctx;
  const unmet = story.dependencies.filter((name) => deps.stories.dependency(board, name)?.status !== "done");
  const { limits, gates } = deps.config;
  return decide(workflow, story, session.execution, {
    now: deps.clock.now(),
    limits,
    gates,
    unmet,
    inFlight: false,
  });
}

/** Does the housekeeping until there is none. */
async function tidy(ctx: StoryContext, board: Board): Promise<Decision> {
  for (let round = 0; round < 20; round++) {
    const decision = decideNow(ctx, board);
    if (decision.housekeeping.length === 0) return decision;
    for (const item of decision.housekeeping) await housekeep(ctx, item);
  }
  throw new Error(`housekeeping of ${ctx.story.slug} does not come to an end`);
}

/**
 * One turn at a story: recover what a dead run left, take messages, then one attempt (or the judgement of one that was
 * paid for already), and accept it. Messages that came meanwhile are taken too: the next turn may be another run's.
 */
export async function takeTurn(
  ctx: StoryContext,
  board: Board,
  terms: TurnTerms,
  signal: AbortSignal,
): Promise<Turn> {
  const turn = await turnAt(ctx, board, terms, signal);
  await drainInbox(ctx, () => decideNow(ctx, board));
  return turn;
}

async function turnAt(ctx: StoryContext, board: Board, terms: TurnTerms, signal: AbortSignal): Promise<Turn> {
  await drainInbox(ctx, () => decideNow(ctx, board));
  const { next, standings } = await tidy(ctx, board);
  if (signal.aborted) return {};
  if (next.kind === "judge") return judged(ctx, board, next.attempt, next.step, signal);
  if (next.kind !== "start" || terms.recoverOnly) return {};
  if (await recheckFailed(ctx, next.step, signal)) {
    await tidy(ctx, board);
    return {};
  }
  if (signal.aborted) return {};
  const attempt = await makeAttempt(ctx, next, { ...terms, standings }, signal);
  if (!attempt) return { action: next.step.id, outcome: "interrupted" };
  return judged(ctx, board, attempt, next.step, signal);
}

async function judged(
  ctx: StoryContext,
  board: Board,
  attempt: Attempt,
  step: StoryStep,
  signal: AbortSignal,
): Promise<Turn> {
  const judgement = await judgeAttempt(ctx, attempt, step, signal);
  if (judgement.outcome === "stopped") return {};
  await tidy(ctx, board);
  const error = judgement.outcome === "failed" ? judgement.error.kind : undefined;
  const untold = step.type === "action" && (attempt.usage?.costUsd ?? null) === null;
  const costs = {
    costUnknown: untold && error !== "not_installed",
    // One that was refused by its service may report what it costs the next time.
    reportsNoCost: untold && (error === undefined || helpFor(error) === "again"),
  };
  return { action: step.id, ...costs, ...outcomeOf(ctx, attempt, judgement) };
}

function outcomeOf(
  ctx: StoryContext,
  attempt: Attempt,
  judgement: Judgement<unknown>,
): Pick<Turn, "outcome" | "fatal"> {
  if (judgement.outcome === "failed") {
    const { error, after } = judgement;
    return { outcome: "failed", ...(isFatal(error, after) ? { fatal: error } : {}) };
  }
  if (judgement.outcome === "asked") return { outcome: "asked" };
  const now = ctx.session.execution.attempts.find(
    (a) => a.action === attempt.action && a.attempt === attempt.attempt,
  );
  return { outcome: now?.verdict === "rejected" ? "rejected" : "done" };
}

/** Reopens an earlier step whose checks fail on the tree as it is now, and tells it so. */
async function recheckFailed(ctx: StoryContext, step: StoryStep, signal: AbortSignal): Promise<boolean> {
  const { session, workflow, story } = ctx;
  const again = await recheck(ctx, step, signal);
  if (again?.checked.outcome !== "failed") return false;
  const { action } = again.of;
  const reason = again.checked.message;
  const back = reopenedAttempts(workflow, action, session.execution.attempts);
  // The flag first: a withdrawn attempt under a set flag would read as done by hand.
  await writeKeys(ctx, { ...clearedKeys(workflow, action, story), last_error: reason });
  const withdrawn = back.map((a): StoryRecord => ({ ...ref(a), type: "withdrawn", by: "change", reason }));
  await session.record(...withdrawn);
  return true;
}
