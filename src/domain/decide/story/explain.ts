import { goesOn } from "../../agent/session.ts";
import type { StoryStep, StoryWorkflow } from "../../definition/story/definition.ts";
import { isRecordedStep } from "../../definition/story/step-hash.ts";
import type { Attempt, StoryExecution } from "../../journal/execution.ts";
import type { Story } from "../../story/story.ts";
import type { Decision } from "./decision.ts";
import { pathOf } from "./queue.ts";

/** What `run --continue --explain` says of an action. */
export type ExplainVerdict =
  | "done"
  | "done by hand"
  | "input changed"
  | "failed"
  | "interrupted"
  | "waiting"
  | "retired"
  | "not started";

export interface Explanation {
  readonly path: string;
  readonly verdict: ExplainVerdict;
  readonly why: string;
}

/** What an action consumes today, to compare with what its attempt recorded. */
export interface TodaysHashes {
  readonly input: string;
  readonly prompt: (action: string) => string;
  /** sha256, hex. */
  readonly hash: (text: string) => string;
}

/** Says of each action of a story what a run would make of it, and why. Pure. */
export function explain(
  workflow: StoryWorkflow,
  story: Story,
  execution: StoryExecution,
  decision: Decision,
  today: TodaysHashes,
): Explanation[] {
  const ids = new Set(workflow.steps.map((s) => s.id));
  const retired = execution.attempts.filter((a) => !ids.has(a.action) && a.outcome === "done");
  return [
    ...workflow.steps.map((step) => explainStep(step, story, execution, decision, today)),
    ...retired.map((a): Explanation => {
      return { path: a.path, verdict: "retired", why: `${workflow.name} has no step ${a.action} any more` };
    }),
  ];
}

function explainStep(
  step: StoryStep,
  story: Story,
  execution: StoryExecution,
  { standings, next }: Decision,
  today: TodaysHashes,
): Explanation {
  const standing = standings.get(step.id)!;
  const last = execution.attempts.findLast((a) => a.action === step.id);
  const path = (attempt: number) => pathOf(story.slug, step.id, attempt);
  if (standing.state === "done") {
    if (standing.attempt === 0)
      return {
        path: `story[${story.slug}]/${step.id}`,
        verdict: "done by hand",
        why: "its flag is set, without a record",
      };
    const attempt = execution.attempts.find((a) => a.action === step.id && a.attempt === standing.attempt)!;
    const changed = changesSince(attempt, step, today);
    if (changed.length > 0) {
      const why = `${changed.join(" and ")} changed since; it stays done (--rerun-changed runs it again)`;
      return { path: path(standing.attempt), verdict: "input changed", why };
    }
    return {
      path: path(standing.attempt),
      verdict: "done",
      why: standing.accepted ? "recorded and accepted" : "recorded; to be accepted, not run again",
    };
  }
  const upcoming = path((last?.attempt ?? 0) + 1);
  if (next.kind === "judge" && next.step.id === step.id) {
    return {
      path: next.attempt.path,
      verdict: "waiting",
      why: "its agent has finished; to be judged, not paid again",
    };
  }
  if (
    next.kind === "held" &&
    (next.step === step.id || next.step === undefined) &&
    isFirstOpen(step, standings)
  ) {
    return { path: upcoming, verdict: "waiting", why: next.reason };
  }
  if (last && !last.withdrawn && (last.outcome === "interrupted" || last.outcome === "running")) {
    const anew = last.outcome === "running" ? "goes on where that is possible" : "starts anew";
    const how = last.sessionId ? `goes on in session ${last.sessionId}` : anew;
    return { path: last.path, verdict: "interrupted", why: how };
  }
  if (last?.outcome === "failed") {
    const told = next.kind === "start" && next.step.id === step.id && !last.withdrawn;
    const why = last.error?.message ?? "";
    // Where it is not just tried again, the reason says both.
    const other = last.turnTo !== undefined || last.retry !== undefined || goesOn(execution.attempts, last);
    return { path: last.path, verdict: "failed", why: told && other ? next.reason : why };
  }
  return { path: upcoming, verdict: "not started", why: standing.why };
}

function isFirstOpen(step: StoryStep, standings: Decision["standings"]): boolean {
  return [...standings].find(([, s]) => s.state === "open")?.[0] === step.id;
}

/** What differs from what a done attempt was given, by name. */
export function changesSince(attempt: Attempt, step: StoryStep, today: TodaysHashes): string[] {
  const changed: string[] = [];
  if (attempt.inputHash !== today.input) changed.push("the story");
  if (attempt.promptHash !== today.prompt(step.id)) changed.push("its prompt");
  if (!isRecordedStep(attempt.stepHash, step, today.hash)) changed.push("its step");
  return changed;
}
