import type { Usage } from "../../domain/agent/usage.ts";
import type { StoryStep, StoryWorkflow } from "../../domain/definition/story/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { RunRecord } from "../../domain/journal/run-record.ts";
import type { EndedAction } from "../../domain/journal/run-state.ts";
import type { Story, StoryPatch } from "../../domain/story/story.ts";
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

/** Reads the story again: the agent, or a person, may have edited or moved it meanwhile. Gone or broken: as it was. */
export function reread(ctx: StoryContext): void {
  const { stories } = ctx.deps;
  const { id, path } = ctx.story;
  const there = stories.read(path);
  const own = there && "body" in there && there.id === id;
  ctx.story = (own ? there : stories.load().stories.find((s) => s.id === id)) ?? ctx.story;
}

/** Changes the story's file. Throws as `stories.patch` does, and where the file is another story's by now. */
export function patchOwn(ctx: StoryContext, make: (fresh: Story) => StoryPatch): void {
  const { id } = ctx.story;
  ctx.story = ctx.deps.stories.patch(ctx.story.path, (now) => {
    if (now.id === id) return make(now);
    throw new UserError(ExitCode.failed, `Story at ${now.path} has another id now: ${now.id}`, {
      why: `What was done for it is kept under ${id}`,
      fix: `If it is the same story, write id: ${id} again, then: agentic-sdlc run`,
    });
  });
}

/** Writes owned keys and records it, so that the next reading does not take it for somebody else's edit. */
export async function writeKeys(ctx: StoryContext, set: NonNullable<StoryPatch["set"]>): Promise<void> {
  const keys = Object.keys(set);
  if (keys.length === 0) return;
  patchOwn(ctx, () => ({ set }));
  await recordWritten(ctx, keys);
}

/** Records that owned keys were written, and that the story is as it is now by us. */
export async function recordWritten(ctx: StoryContext, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const path = `story[${ctx.story.slug}]`;
  await ctx.session.record({ type: "written", path, keys, storyHash: ctx.story.hash });
}

/** Finds the attempt as it stands after what was recorded since. */
export function fresh(ctx: StoryContext, attempt: { action: string; attempt: number }): Attempt {
  const found = ctx.session.execution.attempts.find(
    (a) => a.action === attempt.action && a.attempt === attempt.attempt,
  );
  if (!found) throw new Error(`attempt ${attempt.action}#${attempt.attempt} is not in the journal`);
  return found;
}

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

/** What changing commands work under: no run, whose journal is nobody's. */
export const noRun: RunSession = {
  state: {
    runId: "",
    scope: { kind: "board" },
    options: {},
    workflow: { name: "", hash: "" },
    toolVersion: "",
    startedAt: "",
    lastAt: "",
    status: "done",
    reason: "",
    current: [],
    ended: [],
    blocked: {},
    costUsd: 0,
  },
  record: async () => {},
  checkpoint: () => {},
  noteAgent: () => {},
};
