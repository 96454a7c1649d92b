import type { Config } from "../config/config.ts";
import { rank, standings, stepsFrom } from "../decide/story/standing.ts";
import type { StoryStep, StoryWorkflow } from "../definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../journal/execution.ts";
import type { Owned } from "../journal/story-record.ts";
import type { Story, StoryPatch } from "./story.ts";

type Keys = NonNullable<StoryPatch["set"]>;

/** The owned keys of a story as they stand; `null` where the file has none. */
export function ownedKeys(story: Story): Owned {
  return {
    ...story.flags,
    status: story.status,
    branch: story.branch ?? null,
    pr_url: story.prUrl ?? null,
    blocked_reason: story.blockedReason ?? null,
  };
}

/** The status a story takes when `step` starts; its own where the step asks for none, or for an earlier one. */
export function statusAtStart(step: StoryStep, story: Story): string {
  if (step.starts !== undefined) return rank(step.starts) > rank(story.status) ? step.starts : story.status;
  // A done story whose step was reopened is in progress again.
  return story.status === "done" ? "in-progress" : story.status;
}

/**
 * What accepting a done attempt writes: its flag and status, or, after a rejection, the flags it reopens. A last step
 * with a gate does not end its story: approving it does.
 */
export function acceptedKeys(
  workflow: StoryWorkflow,
  step: StoryStep,
  attempt: Attempt,
  story: Story,
  gates: Config["gates"],
): Keys {
  if (attempt.verdict === "rejected" && step.type === "action" && step.rejected) {
    return clearedKeys(workflow, step.rejected.reopens, story);
  }
  // A status that a person moved during the attempt wins.
  const held = step.sets !== undefined && step === workflow.steps.at(-1) && hasGate(step, attempt, gates);
  const moves =
    step.ends !== undefined && story.status === attempt.owned.status && rank(step.ends) > rank(story.status);
  return {
    ...(step.sets !== undefined ? { [step.sets]: true } : {}),
    ...(moves && !held ? { status: step.ends } : {}),
    last_error: null,
  };
}

/** Whether a person must approve what an attempt did before anything is built on it. */
export function hasGate(step: StoryStep, attempt: Attempt | undefined, gates: Config["gates"]): boolean {
  return gates[step.id] !== undefined || (attempt?.protected ?? []).length > 0;
}

/** What an approval writes: the status that the story ends in, where it was all that was missing. */
export function approvedKeys(
  workflow: StoryWorkflow,
  story: Story,
  execution: StoryExecution,
  gate: string | undefined,
): Keys {
  const last = workflow.steps.at(-1);
  if (gate === undefined || last?.id !== gate || last.ends === undefined) return {};
  const found = standings(workflow, story, execution);
  const all = [...found.values()].every(({ state }) => state === "done");
  const standing = found.get(gate);
  const approved = standing?.state === "done" && standing.attempt === execution.approved[gate];
  return all && approved && rank(last.ends) > rank(story.status) ? { status: last.ends } : {};
}

/** Clears the flags of a step and of all that follow, where they are set. */
export function clearedKeys(workflow: StoryWorkflow, from: string, story: Story): Keys {
  const keys: Record<string, false> = {};
  for (const step of stepsFrom(workflow, from)) {
    if (step.sets !== undefined && story.flags[step.sets] === true) keys[step.sets] = false;
  }
  return keys;
}

/** The status a story goes back to when `action` is done again. */
export function reopenedStatus(workflow: StoryWorkflow, action: string, story: Story): string {
  const step = workflow.steps.find((s) => s.id === action);
  const back = step?.ends !== undefined && step.sets === undefined ? statusBefore(step.ends) : undefined;
  if (back !== undefined && rank(story.status) > rank(back)) return back;
  return story.status === "done" ? "in-progress" : story.status;
}

function statusBefore(status: string): string {
  return status === "ready" ? "backlog" : status === "in-progress" ? "ready" : "in-progress";
}

/**
 * What an agent loosened of the owned keys during its attempt: set flags, an advanced status, a lifted block, another
 * branch. Returned as the values to put back. What tightens (a flag cleared, a block) stands.
 */
export function loosenedKeys(before: Owned, now: Story): Keys {
  const back: Record<string, string | number | boolean | null> = {};
  for (const [flag, value] of Object.entries(now.flags)) {
    if (value && before[flag] !== true) back[flag] = before[flag] ?? null;
  }
  if (typeof before.status === "string" && rank(now.status) > rank(before.status))
    back.status = before.status;
  if (before.blocked_reason != null && now.blockedReason === undefined)
    back.blocked_reason = before.blocked_reason;
  if ((now.branch ?? null) !== before.branch) back.branch = before.branch ?? null;
  if ((now.prUrl ?? null) !== before.pr_url) back.pr_url = before.pr_url ?? null;
  return back;
}

/** The done attempts that a reopened step and all that follow take with them. */
export function reopenedAttempts(
  workflow: StoryWorkflow,
  from: string,
  attempts: readonly Attempt[],
): Attempt[] {
  const ids = new Set(stepsFrom(workflow, from).map((s) => s.id));
  return attempts.filter(
    (a) => ids.has(a.action) && a.outcome === "done" && !a.withdrawn && a.verdict !== "rejected",
  );
}
