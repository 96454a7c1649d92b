import { countedActions } from "../../domain/journal/run-state.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { Refusal, RunRequest } from "../../engine/run/request.ts";
import type { Project } from "../open.ts";
import type { BoardPlan, FilePlan } from "../plan/plan.ts";

/** What every run asks of the engine, whatever it works on. */
export function commonRequest(
  { config: { limits }, runs, clock }: Project,
  { asked, kept: { options }, continued }: Pick<BoardPlan | FilePlan, "asked" | "kept" | "continued">,
  refused: Refusal | undefined,
): Omit<RunRequest, "selection" | "auto" | "concurrency" | "alsoRecover"> {
  const { maxActions, budgetUsd, deadline, maxWaitMs, since = {} } = options;
  const run = continued?.state;
  return {
    maxActions,
    actionsBefore: run ? countedActions(run) - (since.maxActions ?? 0) : 0,
    budgetUsd,
    spentBefore: run ? run.costUsd - (since.budgetUsd ?? 0) : 0,
    costPerRunSince: since.costPerRun ?? 0,
    deadline: deadline === undefined ? undefined : new Date(deadline),
    maxWaitMs: maxWaitMs ?? limits.maxWait,
    freshSessions: asked.fresh,
    refused,
    spentTodayUsd: limits.costPerDay === undefined ? 0 : spentToday(runs.all(), clock.now()),
  };
}

/** USD that all runs have recorded since local midnight, for `limits.costPerDay`. */
function spentToday(runs: readonly FoundRun[], now: Date): number {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const paid = runs.flatMap(({ state }) => [
    ...state.charges.map(({ at, usage }) => ({ at, usd: usage.costUsd })),
    ...(state.nodes?.costs ?? []),
  ]);
  return paid.filter(({ at }) => new Date(at) >= midnight).reduce((sum, { usd }) => sum + (usd ?? 0), 0);
}
