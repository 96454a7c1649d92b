import type { Housekeeping } from "../../domain/decide/story/decision.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { BoundKind, StoryRecord } from "../../domain/journal/story-record.ts";
import { acceptedKeys, reopenedAttempts } from "../../domain/story/effects.ts";
import { recover } from "../attempt/perform.ts";
import { nameOf, type StoryContext, stepOf } from "./context.ts";
import { recordEnded } from "./ended.ts";
import { patchOwn, writeKeys } from "./file.ts";
import { ref, storyLog } from "./log.ts";

/** Puts one thing in order. Each is safe to do again after a crash at any point of it. */
export async function housekeep(ctx: StoryContext, item: Housekeeping): Promise<void> {
  const path = `story[${ctx.story.slug}]`;
  switch (item.kind) {
    case "interrupt":
      return interrupt(ctx, item.attempt);
    case "accept":
      return accept(ctx, item.attempt);
    case "withdraw":
      return ctx.session.record({
        ...ref(item.attempt),
        type: "withdrawn",
        by: item.by,
        reason: item.reason,
      });
    case "clear":
      return writeKeys(ctx, Object.fromEntries(item.flags.map((flag) => [flag, false])));
    case "allow":
      return ctx.session.record({ type: "allowance", path, by: item.by });
    case "finish":
    case "reopen":
      return writeKeys(ctx, { status: item.status });
    case "block":
      return block(ctx, item.reason, item.bound);
  }
}

async function block(ctx: StoryContext, reason: string, bound?: BoundKind): Promise<void> {
  const { session, run, story } = ctx;
  const path = `story[${story.slug}]`;
  if (!session.execution.blocked) {
    await session.record({ type: "blocked", path, reason });
    await run.record({ type: "story-blocked", path, storyId: story.id, reason, bound });
  }
  await writeKeys(ctx, { blocked_reason: reason });
  ctx.deps.reporter.event({ type: "story-blocked", storyId: story.id, slug: story.slug, reason });
  run.checkpoint();
}

/** Writes a done attempt's effect into the story, then records that it is there. */
async function accept(ctx: StoryContext, attempt: Attempt): Promise<void> {
  const { deps, session } = ctx;
  const step = stepOf(ctx, attempt);
  const wasDone = ctx.story.status === "done";
  if (step) {
    const output = attempt.output ? session.readText(attempt.output) : "";
    patchOwn(ctx, (now) => ({
      set: acceptedKeys(ctx.workflow, step, attempt, now, deps.config.gates),
      sections: deps.prompts.sections(step, output, now, attempt),
    }));
  }
  const rejected = attempt.verdict === "rejected";
  const reopens = rejected && step?.type === "action" ? step.rejected?.reopens : undefined;
  const takenBack =
    reopens === undefined ? [] : reopenedAttempts(ctx.workflow, reopens, session.execution.attempts);
  await session.record(
    ...takenBack.map(
      (a): StoryRecord => ({
        ...ref(a),
        type: "withdrawn",
        by: "review",
        reason: `rejected by ${attempt.action}#${attempt.attempt}`,
      }),
    ),
    { ...ref(attempt), type: "accepted", storyHash: ctx.story.hash },
  );
  await recordEnded(ctx, attempt, rejected ? "rejected" : "done");
  const { verdict, usage = { costUsd: null }, durationMs = 0 } = attempt;
  const ranNow = attempt.runId === ctx.run.state.runId;
  deps.reporter.event({ ...nameOf(ctx, attempt), type: "saved", verdict, usage, durationMs, ranNow });
  if (!wasDone && ctx.story.status === "done") {
    deps.reporter.event({ type: "story-done", storyId: ctx.story.id, slug: ctx.story.slug });
  }
}

function interrupt(ctx: StoryContext, attempt: Attempt): Promise<void> {
  const { pidStartTime: startTime } = attempt;
  return recover(ctx.deps, storyLog(ctx, attempt), { ...attempt, startTime }, "its runner stopped");
}
