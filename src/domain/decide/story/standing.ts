import type { StoryStep, StoryWorkflow } from "../../definition/story/definition.ts";
import type { Attempt, StoryExecution } from "../../journal/execution.ts";
import { type Status, type Story, statuses } from "../../story/story.ts";

/** Whether a step's result can be built on, and where it comes from. */
export type Standing =
  | { readonly state: "done"; readonly attempt: number; readonly accepted: boolean }
  | {
      readonly state: "open";
      readonly why: string;
      /** The done attempt that no longer stands. */
      readonly takenBack?: Attempt;
      /** A person cleared its flag. */
      readonly byPerson?: boolean;
    };

/** Position of a status on the board; unknown ones come first. */
export function rank(status: string): number {
  return statuses.indexOf(status as Status);
}

/**
 * The one resume rule for a story: walks today's definition and says of each step whether what was done
 * still stands. A done attempt stands until it is withdrawn, its flag is cleared, a review rejected it, or something
 * it consumed no longer stands as it was.
 */
export function standings(
  workflow: StoryWorkflow,
  story: Story,
  execution: StoryExecution,
): Map<string, Standing> {
  const found = new Map<string, Standing>();
  const rejection = pendingRejection(workflow, execution);
  let reopened = false;
  for (const step of workflow.steps) {
    if (rejection?.reopens === step.id) reopened = true;
    found.set(step.id, reopened ? rejectedBy(rejection!.attempt) : standingOf(step, story, execution, found));
  }
  return found;
}

function standingOf(
  step: StoryStep,
  story: Story,
  execution: StoryExecution,
  earlier: ReadonlyMap<string, Standing>,
): Standing {
  const flag = flagOf(step, story);
  const last = execution.attempts.findLast(
    (a) => a.action === step.id && a.outcome === "done" && a.verdict !== "rejected" && !a.withdrawn,
  );
  if (!last) {
    return flag === true
      ? { state: "done", attempt: 0, accepted: true }
      : { state: "open", why: openWhy(step, execution) };
  }
  if (last.accepted && flag === false) {
    return { state: "open", why: `${flagName(step)} was cleared`, takenBack: last, byPerson: true };
  }
  for (const [id, attempt] of Object.entries(last.consumed)) {
    const now = earlier.get(id);
    if (now && !(now.state === "done" && now.attempt === attempt)) {
      return { state: "open", why: `${id} changed since`, takenBack: last };
    }
  }
  return { state: "done", attempt: last.attempt, accepted: last.accepted };
}

/** The front matter's word on a step: true accepted, false not, undefined when it has none. */
function flagOf(step: StoryStep, story: Story): boolean | undefined {
  if (step.sets !== undefined) return story.flags[step.sets] === true;
  if (step.ends !== undefined) return rank(story.status) >= rank(step.ends);
  return undefined;
}

function flagName(step: StoryStep): string {
  return step.sets ?? "status";
}

function openWhy(step: StoryStep, execution: StoryExecution): string {
  const withdrawn = execution.attempts.findLast((a) => a.action === step.id && a.withdrawn);
  return withdrawn?.withdrawn?.reason ?? "not done yet";
}

/** A rejecting verdict whose effect is not in the story file yet. */
function pendingRejection(
  workflow: StoryWorkflow,
  execution: StoryExecution,
): { reopens: string; attempt: Attempt } | undefined {
  const attempt = execution.attempts.findLast(
    (a) => a.outcome === "done" && a.verdict === "rejected" && !a.accepted,
  );
  const step = workflow.steps.find((s) => s.id === attempt?.action);
  return attempt && step?.type === "action" && step.rejected
    ? { reopens: step.rejected.reopens, attempt }
    : undefined;
}

function rejectedBy(attempt: Attempt): Standing {
  return { state: "open", why: `rejected by ${attempt.action}#${attempt.attempt}` };
}

/** The steps from `id` on: what is reopened when `id` is. */
export function stepsFrom(workflow: StoryWorkflow, id: string): readonly StoryStep[] {
  const start = workflow.steps.findIndex((s) => s.id === id);
  return start < 0 ? [] : workflow.steps.slice(start);
}

/** What an attempt at `step` is given: for each earlier step that owns a flag, the attempt that stands (0: by hand). */
export function consumedBy(
  step: StoryStep,
  workflow: StoryWorkflow,
  found: ReadonlyMap<string, Standing>,
): Record<string, number> {
  const consumed: Record<string, number> = {};
  for (const earlier of workflow.steps) {
    if (earlier.id === step.id) break;
    const standing = found.get(earlier.id);
    // A step that only moves the status (refine) is not consumed: moving a story back to backlog must not void its plan.
    if (standing?.state === "done" && !(earlier.sets === undefined && earlier.ends !== undefined)) {
      consumed[earlier.id] = standing.attempt;
    }
  }
  return consumed;
}
