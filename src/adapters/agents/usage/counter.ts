import type { Usage } from "../../../domain/agent/usage.ts";
import { cents } from "./spent.ts";

/**
 * What an attempt alone used, of a counter that goes on over its session. `before`: where the counter stood. A counter
 * that stands lower than before began anew: then all of it is this attempt's.
 */
export function usedSince(counter: Usage, before: Usage | undefined): Usage {
  const inputTokens = difference(counter.inputTokens, before?.inputTokens);
  const outputTokens = difference(counter.outputTokens, before?.outputTokens);
  return {
    ...(inputTokens === undefined ? {} : { inputTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    costUsd: difference(counter.costUsd ?? undefined, before?.costUsd ?? undefined) ?? null,
  };
}

function difference(now: number | undefined, before = 0): number | undefined {
  if (now === undefined) return undefined;
  return now < before ? now : cents(now - before);
}
