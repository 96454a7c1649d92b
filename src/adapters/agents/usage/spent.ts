import type { ReportedUsage } from "./reported.ts";

/** What steps or messages used, summed up. */
export interface Spent {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent: none was reported. */
  readonly costUsd?: number;
}

/** What two of them come to. */
export function addUsage(sum: Spent | undefined, more: Spent): Spent {
  if (!sum) return more;
  const costUsd =
    sum.costUsd === undefined && more.costUsd === undefined
      ? undefined
      : cents((sum.costUsd ?? 0) + (more.costUsd ?? 0));
  return {
    inputTokens: sum.inputTokens + more.inputTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

/** Counts summed up; an unknown one is none. */
export function total(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((all, count) => all + (count ?? 0), 0);
}

/** USD, rounded: sums of cents leave 0.30000000000000004 behind. */
export function cents(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}

/**
 * As it can be relied on: programs that compute the cost themselves say 0 for a model whose price they do not know, and
 * that is no cost.
 */
export function knownCost({ inputTokens, outputTokens, costUsd }: Spent): ReportedUsage {
  const unknown = costUsd === undefined || (costUsd === 0 && inputTokens + outputTokens > 0);
  return { inputTokens, outputTokens, ...(unknown ? {} : { costUsd }) };
}
