import type { FoundRun } from "../../engine/ports/run-store.ts";

/** USD that all runs have recorded since local midnight, for `limits.costPerDay`. */
export function spentToday(runs: readonly FoundRun[], now: Date): number {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const paid = runs.flatMap(({ state }) => [
    ...state.ended.map(({ at, usage }) => ({ at, usd: usage.costUsd ?? 0 })),
    ...(state.nodes?.costs ?? []),
  ]);
  return paid.filter(({ at }) => new Date(at) >= midnight).reduce((sum, { usd }) => sum + usd, 0);
}
