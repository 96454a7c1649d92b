import type { Price } from "../../domain/config.ts";
import type { Usage } from "../../domain/record.ts";
import { isAmount, isObject } from "./fields.ts";
import type { ReportedUsage } from "./result-file.ts";
import { usageOf } from "./usage.ts";

type Data = Readonly<Record<string, unknown>>;

/** Measured: what their `usage` counts is the turn's last step alone, which is nobody's usage. */
const lastStepOnly = /^opencode$/i;

/**
 * The tokens of one turn, from the response to `session/prompt`; what went through a cache is input, too. `{}` where the
 * agent gives none that are the turn's.
 */
export function tokensOf(response: Data, agentName: string): ReportedUsage {
  if (lastStepOnly.test(agentName)) return {};
  const { usage } = response;
  if (isObject(usage) && isAmount(usage.inputTokens) && isAmount(usage.outputTokens)) {
    const cached = [usage.cachedReadTokens, usage.cachedWriteTokens].filter(isAmount);
    const inputTokens = cached.reduce((sum, count) => sum + count, usage.inputTokens);
    return { inputTokens, outputTokens: usage.outputTokens };
  }
  const quota = isObject(response._meta) && isObject(response._meta.quota) ? response._meta.quota : {};
  const count = isObject(quota.token_count) ? quota.token_count : {};
  const { input_tokens: inputTokens, output_tokens: outputTokens } = count;
  return isAmount(inputTokens) && isAmount(outputTokens) ? { inputTokens, outputTokens } : {};
}

/**
 * What an attempt alone used. `total` is the session's cost so far, `before` what it was when the attempt began; a
 * total that is lower counts from the program's start.
 */
export function usageOfTurn(
  tokens: ReportedUsage,
  total: number | undefined,
  before: number,
  price: Price | undefined,
): Usage {
  const costUsd = total === undefined ? undefined : total >= before ? total - before : total;
  return usageOf({ ...tokens, costUsd }, price);
}
