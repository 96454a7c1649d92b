import type { Usage } from "./usage.ts";

/** USD that was reported, in sum; `null` where there was something to report and nothing of it was. */
export function totalCost(usages: readonly (Usage | undefined)[]): number | null {
  const known = usages.flatMap((usage) => (usage?.costUsd == null ? [] : [usage.costUsd]));
  if (known.length === 0) return usages.length === 0 ? 0 : null;
  return usd(known.reduce((sum, cost) => sum + cost, 0));
}

/** USD as they are told: sums of binary fractions leave 0.30000000000000004 behind. */
export function usd(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
