import type { Usage } from "../../domain/agent/usage.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { RunRecord } from "../../domain/journal/run-record.ts";
import type { EndedAction } from "../../domain/journal/run-state.ts";
import type { StoryContext } from "./context.ts";

const noUsage: Usage = { costUsd: null };

/** Records in the run's journal that an attempt it caused came to an end. Attempts of other runs are theirs to tell. */
export async function recordEnded(
  ctx: StoryContext,
  attempt: Attempt,
  outcome: EndedAction["outcome"],
): Promise<void> {
  if (attempt.runId !== ctx.run.state.runId) return;
  await ctx.run.record(endedRecord(ctx.story.path, attempt, outcome, ctx.story));
  ctx.run.checkpoint();
}

/** The run's record of an attempt's end. */
export function endedRecord(
  storyPath: string,
  attempt: Attempt,
  outcome: EndedAction["outcome"],
  story: { id: string; hash: string },
): RunRecord {
  return {
    type: "ended",
    path: attempt.path,
    storyId: story.id,
    storyPath,
    action: attempt.action,
    attempt: attempt.attempt,
    outcome,
    usage: attempt.usage ?? noUsage,
    durationMs: attempt.durationMs ?? 0,
    storyHash: story.hash,
  };
}
