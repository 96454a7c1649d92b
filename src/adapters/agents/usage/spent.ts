import type { ReportedUsage } from "../command/result-file.ts";

/** What steps or messages used, summed up. */
export interface Spent {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent: none was reported. */
  readonly costUsd?: number;
}

export function addUsage(sum: Spent | undefined, more: Spent): Spent {
  if (!sum) return more;
  const costUsd = sum.costUsd === undefined && more.costUsd === undefined ? undefined : cents(sum, more);
  return {
    inputTokens: sum.inputTokens + more.inputTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

// Sums of cents leave 0.30000000000000004 behind.
const cents = (a: Spent, b: Spent) => Math.round(((a.costUsd ?? 0) + (b.costUsd ?? 0)) * 1e9) / 1e9;

/**
 * As it can be relied on: programs that compute the cost themselves say 0 for a model whose price they do not know, and
 * that is no cost.
 */
export function knownCost({ inputTokens, outputTokens, costUsd }: Spent): ReportedUsage {
  const unknown = costUsd === undefined || (costUsd === 0 && inputTokens + outputTokens > 0);
  return { inputTokens, outputTokens, ...(unknown ? {} : { costUsd }) };
}
