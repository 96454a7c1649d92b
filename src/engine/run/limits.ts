import type { Config } from "../../domain/config/config.ts";
import type { RunRequest, Stop } from "./request.ts";

/** What a run has used so far. */
export interface Used {
  /** Actions of this invocation. */
  readonly actions: number;
  /** USD of this invocation. */
  readonly costUsd: number;
  /** USD of the whole run. */
  readonly runUsd: number;
}

/** A bound of dollars that all attempts of a run share. */
interface MoneyBound {
  readonly spentUsd: number;
  readonly boundUsd: number;
  readonly name: string;
  readonly fix: string;
}

const usd = (amount: number) => `$${amount.toFixed(2)}`;
const more = "agentic-sdlc run --continue";

/** The bound of this invocation or run that forbids another attempt, if any. Checked before each attempt. Pure. */
export function reachedLimit(
  request: RunRequest,
  limits: Config["limits"],
  used: Used,
  now: Date,
): Stop | undefined {
  const { refused, maxActions, actionsBefore = 0, deadline } = request;
  if (refused) return { kind: "refused", ...refused };
  if (maxActions !== undefined && used.actions + actionsBefore >= maxActions) {
    return { kind: "asked-for", reason: `--max-actions ${maxActions} reached` };
  }
  if (deadline && now >= deadline) {
    const reason = `the deadline ${deadline.toISOString()} has passed`;
    return { kind: "limit", reason, fix: `Go on with another: ${more} --deadline <time>` };
  }
  return reachedMoney(request, limits, used);
}

/** The bound of dollars that is spent, if any. Pure. */
export function reachedMoney(
  request: RunRequest,
  limits: Config["limits"],
  used: Used,
): Extract<Stop, { kind: "limit" }> | undefined {
  const bound = boundsOf(request, limits, used).find(({ spentUsd, boundUsd }) => spentUsd >= boundUsd);
  if (!bound) return undefined;
  const { spentUsd, boundUsd, name, fix } = bound;
  return { kind: "limit", reason: `${usd(spentUsd)} spent${name} ${usd(boundUsd)}`, fix, money: true };
}

/** USD that are left of all bounds that a run's attempts share. Pure. */
export function remainingUsd(request: RunRequest, limits: Config["limits"], used: Used): number {
  return Math.min(...boundsOf(request, limits, used).map(({ spentUsd, boundUsd }) => boundUsd - spentUsd));
}

function boundsOf(request: RunRequest, limits: Config["limits"], used: Used): MoneyBound[] {
  const { budgetUsd, spentBefore = 0, costPerRunSince = 0, spentTodayUsd } = request;
  const bounds: MoneyBound[] = [];
  if (budgetUsd !== undefined) {
    const fix = `Go on with more: ${more} --budget <usd>`;
    const spentUsd = spentBefore + used.costUsd;
    bounds.push({ spentUsd, boundUsd: budgetUsd, name: ", of --budget", fix });
  }
  bounds.push({
    spentUsd: used.runUsd - costPerRunSince,
    boundUsd: limits.costPerRun,
    name: " by this run, of limits.costPerRun",
    fix: `Give it a new allowance: ${more} --budget <usd>; or raise limits.costPerRun in .agentic-sdlc.json`,
  });
  if (limits.costPerDay !== undefined) {
    bounds.push({
      spentUsd: spentTodayUsd + used.costUsd,
      boundUsd: limits.costPerDay,
      name: " today, of limits.costPerDay",
      fix: "Raise limits.costPerDay in .agentic-sdlc.json, or go on tomorrow",
    });
  }
  return bounds;
}
