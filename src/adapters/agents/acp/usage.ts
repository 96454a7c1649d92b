import type { Usage } from "../../../domain/agent/usage.ts";
import type { Price } from "../../../domain/config/config.ts";
import { isObject, type Json } from "../../../domain/text/json.ts";
import { isAmount } from "../json/fields.ts";
import { usedSince } from "../usage/counter.ts";
import { type ReportedUsage, usageOf } from "../usage/reported.ts";
import { type AgentInfo, countsEachProcess, countsLastStep } from "./known.ts";

/** What an agent tells about what it used. */
export interface Told {
  readonly agent: AgentInfo;
  /** The response to the prompt; `{}` before it is there. */
  readonly response: Json;
  /** The session's cost so far, USD. */
  readonly cost?: number;
  /** What it was when the prompt was sent. */
  readonly costBefore?: number;
}

/** What an attempt alone used. `counter`: as the attempt before left it. */
export function usageIn(told: Told, counter: Usage | undefined, price: Price | undefined): Usage {
  const tokens = tokensOf(told.response);
  const total = totalOf(told, tokens);
  const before = told.costBefore === undefined ? counter : { costUsd: told.costBefore };
  const own = total === undefined || countsEachProcess(told.agent) ? total : sinceOf(total, before);
  const counted = countsLastStep(told.agent) ? {} : tokens;
  return usageOf({ ...counted, ...(own === undefined ? {} : { costUsd: own }) }, price);
}

/** What the session's own counter stands at, where it goes on. */
export function counterIn(told: Told): Usage | undefined {
  const total = totalOf(told, tokensOf(told.response));
  return total === undefined || countsEachProcess(told.agent) ? undefined : { costUsd: total };
}

function sinceOf(total: number, before: Usage | undefined): number | undefined {
  return usedSince({ costUsd: total }, before).costUsd ?? undefined;
}

/** Nothing, for something: that is a model whose price it does not know. */
function totalOf({ cost }: Told, { outputTokens = 0 }: ReportedUsage): number | undefined {
  return cost === 0 && outputTokens > 0 ? undefined : cost;
}

/** The tokens of one turn; what went through a cache is input, too. `{}` where the agent gives none. */
function tokensOf({ usage, _meta }: Json): ReportedUsage {
  if (isObject(usage) && isAmount(usage.inputTokens) && isAmount(usage.outputTokens)) {
    const cached = [usage.cachedReadTokens, usage.cachedWriteTokens].filter(isAmount);
    const inputTokens = cached.reduce((sum, count) => sum + count, usage.inputTokens);
    return { inputTokens, outputTokens: usage.outputTokens };
  }
  // gemini
  const quota = isObject(_meta) && isObject(_meta.quota) ? _meta.quota : {};
  const count = isObject(quota.token_count) ? quota.token_count : {};
  const { input_tokens: inputTokens, output_tokens: outputTokens } = count;
  return isAmount(inputTokens) && isAmount(outputTokens) ? { inputTokens, outputTokens } : {};
}
