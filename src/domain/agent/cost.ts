import type { Usage } from "./usage.ts";

/** USD that was reported, in sum; `null` where there was something to report and nothing of it was. */
export function totalCost(usages: readonly (Usage | undefined)[]): number | null {
  const known = usages.flatMap((usage) => (usage?.costUsd == null ? [] : [usage.costUsd]));
  if (known.length === 0) return usages.length === 0 ? 0 : null;
  return known.reduce((sum, cost) => sum + cost, 0);
}
