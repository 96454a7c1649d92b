import type { FoundRun } from "../../engine/run-store-port.ts";

/** USD that all runs have recorded since local midnight, for `limits.costPerDay`. */
export function spentToday(runs: readonly FoundRun[], now: Date): number {
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const today = runs.flatMap((r) => r.state.ended).filter((e) => new Date(e.at) >= midnight);
  return today.reduce((sum, e) => sum + (e.usage.costUsd ?? 0), 0);
}
