import { attemptToGoOnFrom } from "../../agent/session.ts";
import type { StoryStep, StoryWorkflow } from "../../definition/story/definition.ts";
import { lastNumber } from "../../journal/apply.ts";
import type { Attempt, StoryExecution } from "../../journal/execution.ts";
import { hasGate } from "../../story/effects.ts";
import type { Story } from "../../story/story.ts";
import { type Reached, reachedBound } from "./bounds.ts";
import type { Decision, Next, View, World } from "./decision.ts";
import { housekeepingOf } from "./housekeeping.ts";
import type { StepProgress } from "./queue.ts";
import { type Standing, standings } from "./standing.ts";

/**
 * Decides what a story needs: a pure function of its definition, its file, its journal and the world. Reading commands
 * show `next`; a runner does `housekeeping` first. `next` is what follows once the housekeeping is done.
 */
export function decide(
  workflow: StoryWorkflow,
  story: Story,
  execution: StoryExecution,
  world: World,
): Decision {
  const found = standings(workflow, story, execution);
  const view: View = { workflow, story, execution, found, world };
  const housekeeping = housekeepingOf(view);
  const next = nextOf(view);
  const bound = next.kind === "held" && next.hold === "blocked" ? boundOf(view) : undefined;
  return {
    housekeeping: bound
      ? [...housekeeping, { kind: "block", reason: bound.reason, bound: bound.kind }]
      : housekeeping,
    next,
    progress: progressOf(view, next),
    standings: found,
  };
}

function nextOf(view: View): Next {
  const { workflow, story, execution, found } = view;
  const said = execution.attempts.findLast((a) => a.outcome === "said");
  const saidStep = workflow.steps.find((s) => s.id === said?.action);
  if (said && saidStep) return { kind: "judge", attempt: said, step: saidStep };
  if (story.blockedReason !== undefined)
    return { kind: "held", hold: "blocked", reason: story.blockedReason };
  if (execution.blocked && !execution.blocked.written)
    return { kind: "held", hold: "blocked", reason: execution.blocked.reason };
  if (story.status === "done" && !workflow.steps.some((s) => reopened(found.get(s.id))))
    return { kind: "done" };
  if (execution.question && execution.question.answer === undefined) {
    return {
      kind: "held",
      hold: "question",
      reason: execution.question.text,
      step: execution.question.action,
    };
  }
  for (const step of workflow.steps) {
    const standing = found.get(step.id)!;
    if (standing.state === "open") return startOf(view, step, standing.why);
    const gate = openGate(view, step, standing.attempt);
    if (gate !== undefined) return { kind: "held", hold: "gate", reason: gate, step: step.id };
  }
  return { kind: "done" };
}

/** Why a person must approve what a step did before the next one starts; undefined where nobody must. */
function openGate({ execution, world }: View, step: StoryStep, number: number): string | undefined {
  // What was done by hand was accepted by whoever set its flag.
  if (number === 0 || execution.approved[step.id] === number) return undefined;
  const attempt = execution.attempts.find((a) => a.action === step.id && a.attempt === number);
  if (attempt?.protected?.length)
    return `${step.id}#${number} changed protected files: ${attempt.protected.join(", ")}`;
  return hasGate(step, attempt, world.gates) ? `${step.id}#${number} waits for approval` : undefined;
}

function startOf(view: View, step: StoryStep, why: string): Next {
  const { execution, world } = view;
  if (world.unmet.length > 0)
    return { kind: "held", hold: "dependency", reason: `waits for ${world.unmet.join(", ")}` };
  const bound = boundOf(view);
  if (bound) return { kind: "held", hold: "blocked", reason: bound.reason };
  const { wait } = execution;
  if (wait && wait.action === step.id && Date.parse(wait.until) > world.now.getTime()) {
    return {
      kind: "held",
      hold: "waiting",
      reason: `${wait.kind}: ${wait.message}`,
      until: wait.until,
      step: step.id,
    };
  }
  const last = execution.attempts.findLast((a) => a.action === step.id);
  const after = attemptToGoOnFrom(execution.attempts, step.id);
  const repairs = last?.retry === "repair";
  // A person wants it done again, and not only said again.
  const noted = execution.notes.some((n) => n.action === step.id && n.afterAttempt >= (last?.attempt ?? 0));
  return {
    kind: "start",
    step,
    attempt: lastNumber(execution, step.id) + 1,
    reason: repairs && noted ? why : startReason(last, after !== undefined, why),
    ...(after && !(repairs && noted) ? { after } : {}),
  };
}

function boundOf({ workflow, story, execution, found, world }: View): Reached | undefined {
  // A person who cleared a flag, or removed the block, has granted a new allowance already.
  if (story.blockedReason !== undefined || execution.blocked !== undefined) return undefined;
  if (workflow.steps.some((s) => reopened(found.get(s.id)))) return undefined;
  const open = workflow.steps.find((s) => found.get(s.id)?.state === "open");
  return open && reachedBound(execution, open.id, world.limits);
}

function reopened(standing: Standing | undefined): boolean {
  return standing?.state === "open" && standing.takenBack !== undefined;
}

/** `on`: it goes on from the last attempt. */
function startReason(last: Attempt | undefined, on: boolean, why: string): string {
  switch (last?.withdrawn ? "withdrawn" : last?.outcome) {
    case "running":
      // Whether it has a session is known for certain only when it is recovered.
      return last?.sessionId ? "interrupted; goes on in its session" : "interrupted";
    case "interrupted":
      return last?.sessionId ? "interrupted; goes on in its session" : "interrupted; starts anew";
    case "failed":
      return failedReason(last!, on);
    case "asked":
      return "its question was answered";
    default:
      return why;
  }
}

function failedReason({ error, retry, turnTo, agent }: Attempt, on: boolean): string {
  const why = error?.message ?? "unknown";
  if (turnTo !== undefined) return `${agent} failed (${why}); ${turnTo} is asked instead`;
  if (retry === "repair") return `its answer is asked for once more in its session (${why})`;
  if (retry === "anew") return `its session is unknown; starts anew`;
  return `failed before: ${why}${on ? "; goes on in its session" : ""}`;
}

function progressOf({ workflow, execution, found, world }: View, next: Next): StepProgress[] {
  return workflow.steps.map((step): StepProgress => {
    const standing = found.get(step.id)!;
    const running = execution.attempts.findLast((a) => a.action === step.id && a.outcome === "running");
    if (running && world.inFlight) return { step: step.id, state: "running", attempt: running.attempt };
    if (next.kind === "judge" && next.step.id === step.id)
      return { step: step.id, state: "to-judge", attempt: next.attempt.attempt };
    if (standing.state === "done") {
      if (!standing.accepted) return { step: step.id, state: "to-accept", attempt: standing.attempt };
      return standing.attempt === 0
        ? { step: step.id, state: "by-hand" }
        : { step: step.id, state: "done", attempt: standing.attempt };
    }
    if (next.kind === "start" && next.step.id === step.id)
      return { step: step.id, state: "next", attempt: next.attempt };
    return { step: step.id, state: "open" };
  });
}
