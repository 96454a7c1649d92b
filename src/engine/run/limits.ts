import type { Config } from "../../domain/config/config.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import type { RunRequest, Stop } from "./request.ts";

/** What an invocation has used so far. */
export interface Spent {
  readonly actions: number;
  readonly costUsd: number;
}

const usd = (amount: number) => `$${amount.toFixed(2)}`;

/** The bound of this invocation or run that forbids another attempt, if any. Checked before each attempt. */
export function reachedLimit(
  request: RunRequest,
  limits: Config["limits"],
  run: RunState,
  spent: Spent,
  now: Date,
): Stop | undefined {
  if (request.refused) return { kind: "refused", ...request.refused };
  if (request.maxActions !== undefined && spent.actions >= request.maxActions) {
    return { kind: "asked-for", reason: `--max-actions ${request.maxActions} reached` };
  }
  if (request.deadline && now >= request.deadline) {
    return { kind: "limit", reason: `the deadline ${request.deadline.toISOString()} has passed` };
  }
  if (request.budgetUsd !== undefined && spent.costUsd >= request.budgetUsd) {
    return { kind: "limit", reason: `${usd(spent.costUsd)} spent, of --budget ${usd(request.budgetUsd)}` };
  }
  if (run.costUsd >= limits.costPerRun) {
    return {
      kind: "limit",
      reason: `${usd(run.costUsd)} spent by this run, of limits.costPerRun ${usd(limits.costPerRun)}`,
      fix: "Raise limits.costPerRun in .agentic-sdlc.json",
    };
  }
  const today = request.spentTodayUsd + spent.costUsd;
  if (limits.costPerDay !== undefined && today >= limits.costPerDay) {
    return {
      kind: "limit",
      reason: `${usd(today)} spent today, of limits.costPerDay ${usd(limits.costPerDay)}`,
      fix: "Raise limits.costPerDay in .agentic-sdlc.json, or go on tomorrow",
    };
  }
  return undefined;
}

/** USD that an attempt may still cost, for agents that can cap themselves. */
export function remainingUsd(
  request: RunRequest,
  limits: Config["limits"],
  run: RunState,
  spent: Spent,
  storyUsd: number,
): number {
  const left = [
    limits.costPerStory - storyUsd,
    limits.costPerRun - run.costUsd,
    ...(request.budgetUsd === undefined ? [] : [request.budgetUsd - spent.costUsd]),
    ...(limits.costPerDay === undefined ? [] : [limits.costPerDay - request.spentTodayUsd - spent.costUsd]),
  ];
  return Math.max(0, Math.min(...left));
}
