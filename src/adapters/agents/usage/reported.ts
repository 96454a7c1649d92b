import type { Usage } from "../../../domain/agent/usage.ts";
import type { Price } from "../../../domain/config/config.ts";

/** Usage as reported; a cost that is absent is unknown. */
export interface ReportedUsage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly costUsd?: number;
}

/**
 * Usage as it is recorded. The cost is the agent's own; else, where both counts and a price are known, tokens times
 * price; else `null`, never a guess.
 */
export function usageOf(reported: Partial<Usage> | undefined, price: Price | undefined): Usage {
  const { inputTokens, outputTokens, costUsd } = reported ?? {};
  const counted = price !== undefined && inputTokens !== undefined && outputTokens !== undefined;
  const priced = counted
    ? (inputTokens * price.inputPerMTok + outputTokens * price.outputPerMTok) / 1_000_000
    : null;
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    costUsd: costUsd ?? priced,
  };
}
