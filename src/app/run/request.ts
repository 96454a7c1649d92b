import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { Refusal, RunRequest } from "../../engine/run/request.ts";
import type { Project } from "../open.ts";
import type { Asked } from "../plan/asked.ts";

/** What every run asks of the engine, whatever it works on. */
export function commonRequest(
  { config: { limits }, runs, clock }: Project,
  asked: Asked,
  refused: Refusal | undefined,
): Omit<RunRequest, "selection" | "auto" | "concurrency" | "alsoRecover"> {
  return {
    maxActions: asked.maxActions,
    budgetUsd: asked.budgetUsd,
    deadline: asked.deadline,
    maxWaitMs: asked.maxWaitMs ?? limits.maxWait,
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
    ...state.ended.map(({ at, usage }) => ({ at, usd: usage.costUsd ?? 0 })),
    ...(state.nodes?.costs ?? []),
  ]);
  return paid.filter(({ at }) => new Date(at) >= midnight).reduce((sum, { usd }) => sum + usd, 0);
}
