import type { Usage } from "../../domain/agent/usage.ts";
import type { Attempt, StoryExecution } from "../../domain/journal/execution.ts";
import type { RunRecord } from "../../domain/journal/run-record.ts";
import { type EndedAction, isCharged, type RunState } from "../../domain/journal/run-state.ts";
import type { RunSession } from "../ports/run-store.ts";
import type { StoryContext } from "./context.ts";

const noUsage: Usage = { costUsd: null };

/** A story as a run's journal names it. */
export interface NamedStory {
  readonly id: string;
  readonly path: string;
  readonly hash: string;
}

/**
 * Records in the run's journal what an attempt that it caused has cost, once it has told it. Attempts of other runs are
 * theirs to tell.
 */
export async function recordSpent(run: RunSession, storyId: string, attempt: Attempt): Promise<void> {
  if (attempt.runId === run.state.runId) await run.record(...spentRecords(run.state, storyId, attempt));
}

/** Records in the run's journal that an attempt it caused came to an end. Attempts of other runs are theirs to tell. */
export async function recordEnded(
  ctx: StoryContext,
  attempt: Attempt,
  outcome: EndedAction["outcome"],
): Promise<void> {
  if (attempt.runId !== ctx.run.state.runId) return;
  await ctx.run.record(endedRecord(attempt, outcome, ctx.story));
  ctx.run.checkpoint();
}

/**
 * What a run's journal does not know yet of the attempts at a story that it caused, and the story's does: what they have
 * cost, and what they came to, whatever became of them since. Pure.
 */
export function unsettled(run: RunState, story: NamedStory, { attempts }: StoryExecution): RunRecord[] {
  return run.current.flatMap((current): RunRecord[] => {
    const same = (a: Attempt) => a.action === current.action && a.attempt === current.attempt;
    const attempt = current.storyId === story.id ? attempts.find(same) : undefined;
    if (!attempt) return [];
    const outcome = outcomeOf(attempt);
    const ended = outcome ? [endedRecord(attempt, outcome, story)] : [];
    return [...spentRecords(run, story.id, attempt), ...ended];
  });
}

function spentRecords(run: RunState, storyId: string, of: Attempt): RunRecord[] {
  const { path, action, attempt, usage, error, outcome } = of;
  if (!usage || isCharged(run, { storyId, action, attempt })) return [];
  // One that was refused, or stopped, may tell what it costs the next time.
  if (usage.costUsd === null && (error !== undefined || outcome === "interrupted")) return [];
  return [{ type: "spent", path, storyId, action, attempt, usage }];
}

function outcomeOf({ outcome, accepted, withdrawn, verdict }: Attempt): EndedAction["outcome"] | undefined {
  switch (outcome) {
    case "running":
    case "said":
      return undefined;
    case "done":
      if (!accepted) return withdrawn ? "failed" : undefined;
      return verdict === "rejected" ? "rejected" : "done";
    default:
      return outcome;
  }
}

function endedRecord(
  { path, action, attempt, usage = noUsage, durationMs = 0 }: Attempt,
  outcome: EndedAction["outcome"],
  { id: storyId, path: storyPath, hash: storyHash }: NamedStory,
): RunRecord {
  const of = { path, storyId, storyPath, action, attempt };
  return { type: "ended", ...of, outcome, usage, durationMs, storyHash };
}
