import type { Config } from "../config/config.ts";
import { rank } from "../decide/story/standing.ts";
import type { StoryStep, StoryWorkflow } from "../definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../journal/execution.ts";
import { hasGate } from "./effects.ts";
import type { Story, StoryPatch } from "./story.ts";

/** A step, and its accepted attempt that nobody has taken back. */
export interface Accepted {
  readonly step: StoryStep;
  readonly attempt: Attempt;
}

/** What of a story was accepted and not taken back, as its journal tells it, in the order of the work. */
export function acceptedSteps(workflow: StoryWorkflow, { attempts }: StoryExecution): Accepted[] {
  return workflow.steps.flatMap((step) => {
    const attempt = attempts.findLast(
      (a) => a.action === step.id && a.accepted && !a.withdrawn && a.verdict !== "rejected",
    );
    return attempt ? [{ step, attempt }] : [];
  });
}

/**
 * The owned keys that a story's journal knows more of than its file says: flags of what was accepted and of what that was
 * built on, a status it had come to, a block, its branch. What the file says beyond the journal is not among them.
 */
export function recordedKeys(
  workflow: StoryWorkflow,
  story: Story,
  execution: StoryExecution,
  gates: Config["gates"],
): NonNullable<StoryPatch["set"]> {
  const keys: Record<string, string | boolean> = {};
  const accepted = acceptedSteps(workflow, execution);
  const byHand = new Set(accepted.flatMap(({ attempt }) => handDone(attempt)));
  for (const step of workflow.steps) {
    const known = byHand.has(step.id) || accepted.some((a) => a.step === step);
    if (known && step.sets !== undefined && story.flags[step.sets] !== true) keys[step.sets] = true;
  }
  const statuses = accepted.flatMap((one) => statusesOf(workflow, one, execution, gates));
  const status = execution.moved ?? statuses.sort((a, b) => rank(b) - rank(a))[0];
  if (status !== undefined && rank(status) > rank(story.status)) keys.status = status;
  if (execution.blocked && story.blockedReason === undefined) keys.blocked_reason = execution.blocked.reason;
  const { branch, pr_url: prUrl } = accepted.at(-1)?.attempt.owned ?? {};
  if (typeof branch === "string" && story.branch === undefined) keys.branch = branch;
  if (typeof prUrl === "string" && story.prUrl === undefined) keys.pr_url = prUrl;
  return keys;
}

function handDone({ consumed }: Attempt): string[] {
  return Object.entries(consumed).flatMap(([id, attempt]) => (attempt === 0 ? [id] : []));
}

/** The statuses that a story had before and after an accepted attempt. */
function statusesOf(
  workflow: StoryWorkflow,
  { step, attempt }: Accepted,
  { approved }: StoryExecution,
  gates: Config["gates"],
): string[] {
  const waits =
    step === workflow.steps.at(-1) && hasGate(step, attempt, gates) && approved[step.id] !== attempt.attempt;
  const { status } = attempt.owned;
  return [
    ...(typeof status === "string" ? [status] : []),
    ...(step.ends !== undefined && !waits ? [step.ends] : []),
  ];
}
