import type { Limits } from "../../config/config.ts";
import type { StoryExecution } from "../../journal/execution.ts";
import type { BoundKind } from "../../journal/story-record.ts";

/** A bound that was reached: why the story is blocked, and whether money and calls (not failures) ran out. */
export interface Reached {
  readonly reason: string;
  readonly kind: BoundKind;
}

/**
 * The bound that forbids another attempt at `action`, if any. No recovery resets what is counted
 * here: the counts come from the story's journal.
 */
export function reachedBound(execution: StoryExecution, action: string, limits: Limits): Reached | undefined {
  const failures = execution.failures[action] ?? 0;
  if (failures >= limits.failures) {
    const last = execution.attempts.findLast((a) => a.action === action && a.outcome === "failed");
    const message = last?.error?.message ? `: ${last.error.message}` : "";
    return { kind: "failures", reason: `${action} failed ${times(failures)}${message}` };
  }
  if (execution.rejections >= limits.rejections) {
    return { kind: "rejections", reason: `review rejected ${times(execution.rejections)}` };
  }
  if (execution.calls >= limits.calls) {
    return {
      kind: "calls",
      reason: `${execution.calls} agent calls used, of ${limits.calls} (limits.calls)`,
    };
  }
  if (execution.costUsd >= limits.costPerStory) {
    return {
      kind: "cost",
      reason: `$${execution.costUsd.toFixed(2)} spent, of $${limits.costPerStory.toFixed(2)} (limits.costPerStory)`,
    };
  }
  return undefined;
}

function times(n: number): string {
  return n === 1 ? "once" : `${n} times`;
}
