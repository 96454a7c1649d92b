/** What Claude Code used. Versions count differently, and a program that is resumed may count on. */

import type { Usage } from "../../../../domain/agent/usage.ts";
import { isObject, type Json } from "../../../../domain/text/json.ts";
import { amountAt, objectAt } from "../../json/read.ts";
import { usedSince } from "../../usage/counter.ts";
import { total } from "../../usage/spent.ts";

/** The newest version measured to count each process for itself; 2.1.329 counts on over `--resume`. */
const lastPerProcess = [2, 1, 197] as const;

/**
 * What a process used, by all its results. Versions that tell what each result adds are taken at their word; else the
 * last result's totals count, less where the session's counter stood before in versions that count on.
 */
export function claudeUsage(
  results: readonly Json[],
  version: string | undefined,
  before: Usage | undefined,
): Usage {
  const added = results.map((result) => result.model_usage_since_last_result);
  if (added.every(isObject)) return sumOf(added.flatMap((models) => Object.values(models).filter(isObject)));
  const last = totalOf(results.at(-1) ?? {});
  return countsOn(version) ? usedSince(last, before) : last;
}

/** Where the session's counter stands, in versions that count on. */
export function claudeCounter(results: readonly Json[], version: string | undefined): Usage | undefined {
  const last = results.at(-1);
  return last && countsOn(version) ? totalOf(last) : undefined;
}

function countsOn(version = ""): boolean {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  const at = parts.findIndex((part, i) => Number(part) !== lastPerProcess[i]);
  return at >= 0 && Number(parts[at]) > lastPerProcess[at]!;
}

/** All models' tokens, those of helpers included; the process's own where models are not told apart. */
function totalOf(result: Json): Usage {
  const models = Object.values(objectAt(result, "modelUsage")).filter(isObject);
  const usage = objectAt(result, "usage");
  const costUsd = amountAt(result, "total_cost_usd") ?? null;
  if (models.length > 0) return { ...sumOf(models), costUsd };
  const outputTokens = amountAt(usage, "output_tokens");
  const input = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"];
  if (outputTokens === undefined || amountAt(usage, "input_tokens") === undefined) return { costUsd };
  return { inputTokens: total(input.map((key) => amountAt(usage, key))), outputTokens, costUsd };
}

function sumOf(models: readonly Json[]): Usage {
  const input = ["inputTokens", "cacheCreationInputTokens", "cacheReadInputTokens"];
  const costs = models.map((model) => amountAt(model, "costUSD"));
  return {
    inputTokens: total(models.flatMap((model) => input.map((key) => amountAt(model, key)))),
    outputTokens: total(models.map((model) => amountAt(model, "outputTokens"))),
    costUsd: costs.includes(undefined) ? null : total(costs),
  };
}
