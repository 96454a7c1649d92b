import type { StoryStep, StoryWorkflow } from "../../domain/definition/story/definition.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { Story } from "../../domain/story/story.ts";
import type { Deps } from "../deps.ts";
import type { AttemptName } from "../ports/events.ts";
import type { StorySession } from "../ports/execution-store.ts";
import type { RunSession } from "../ports/run-store.ts";

/** One story under its lease, inside a run. `story` is replaced after each write. */
export interface StoryContext {
  readonly deps: Deps;
  readonly run: RunSession;
  readonly session: StorySession;
  readonly workflow: StoryWorkflow;
  story: Story;
}

/** Names an attempt for events. */
export function nameOf(
  ctx: StoryContext,
  attempt: { action: string; attempt: number; path: string },
): AttemptName {
  const { story } = ctx;
  const { path, action, attempt: number } = attempt;
  return { path, storyId: story.id, slug: story.slug, title: story.title, action, attempt: number };
}

/** The step an attempt belongs to in today's definition; undefined when it was retired. */
export function stepOf(ctx: StoryContext, attempt: Attempt): StoryStep | undefined {
  return ctx.workflow.steps.find((s) => s.id === attempt.action);
}

/** Finds the attempt as it stands after what was recorded since. */
export function fresh(ctx: StoryContext, attempt: { action: string; attempt: number }): Attempt {
  const found = ctx.session.execution.attempts.find(
    (a) => a.action === attempt.action && a.attempt === attempt.attempt,
  );
  if (!found) throw new Error(`attempt ${attempt.action}#${attempt.attempt} is not in the journal`);
  return found;
}
