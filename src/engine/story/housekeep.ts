import type { Housekeeping } from "../../domain/decide/story/decision.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { BoundKind, StoryRecord } from "../../domain/journal/story-record.ts";
import { acceptedKeys, loosenedKeys, ownedKeys, reopenedAttempts } from "../../domain/story/effects.ts";
import { ref, said } from "../attempt/records.ts";
import { hadAnswered, type LeftBehind } from "../ports/agent.ts";
import {
  fresh,
  nameOf,
  patchOwn,
  recordEnded,
  recordWritten,
  reread,
  type StoryContext,
  stepOf,
  writeKeys,
} from "./context.ts";

/** The file, in an attempt's folder, that holds git's hooks and executing config as they were before it. */
export const guardFile = "git-guard.json";

/** Puts one thing in order (DESIGN §3.6). Each is safe to do again after a crash at any point of it. */
export async function housekeep(ctx: StoryContext, item: Housekeeping): Promise<void> {
  const path = `story[${ctx.story.slug}]`;
  switch (item.kind) {
    case "interrupt":
      return recover(ctx, item.attempt);
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

/**
 * Puts an attempt in order whose runner died: ends what is left of it, and learns its session. An answer that it had given
 * is left to be judged, and not asked for again.
 */
async function recover(ctx: StoryContext, attempt: Attempt): Promise<void> {
  const { deps, session } = ctx;
  await deps.processes.end({ token: attempt.token, pid: attempt.pid, startTime: attempt.pidStartTime });
  const dir = session.attemptDir(attempt.action, attempt.attempt);
  const left = deps.agentNamed(attempt.agent)?.salvage(dir) ?? {};
  if (left.sessionId !== undefined && left.sessionId !== attempt.sessionId) {
    await session.record({ ...ref(attempt), type: "session", sessionId: left.sessionId });
  }
  if (!left.answer) return interrupt(ctx, attempt, "its runner stopped", left);
  await session.record(said(ctx, attempt, left.answer));
  deps.reporter.event({ type: "note", text: hadAnswered(`${attempt.action}#${attempt.attempt}`) });
}

/**
 * Records an attempt that will not be finished, and of which nothing is alive: puts back what it must not have changed,
 * and keeps its work under a private ref.
 */
export async function interrupt(
  ctx: StoryContext,
  attempt: Attempt,
  reason: string,
  { usage, counter }: Pick<LeftBehind, "usage" | "counter">,
): Promise<void> {
  const { deps, session } = ctx;
  // A story edited since a crash is taken for a person's edit: they win. A live agent's edits are put back.
  await putBackGit(ctx, attempt);
  const kept = await deps.workspaceOf(ctx.story).keep(`${ctx.story.id}/${attempt.action}-${attempt.attempt}`);
  await session.record({
    ...ref(attempt),
    type: "interrupted",
    reason,
    usage,
    ...(counter ? { counter } : {}),
    ...(kept ? { kept } : {}),
  });
  const now = fresh(ctx, attempt);
  await recordEnded(ctx, now, "interrupted");
  const sessionKept = now.sessionId !== undefined;
  deps.reporter.event({ ...nameOf(ctx, attempt), type: "attempt-interrupted", reason, sessionKept });
}

/** Puts back what an agent loosened of the story during its attempt, or broke it with; records and names it. */
export async function putBackKeys(ctx: StoryContext, attempt: Attempt): Promise<void> {
  const broken = ctx.deps.stories.mend(ctx.story.path, attempt.owned);
  reread(ctx);
  await recordWritten(ctx, Object.keys(broken));
  const wrote: Readonly<Record<string, unknown>> = { ...ownedKeys(ctx.story), ...broken };
  const keys = loosenedKeys(attempt.owned, ctx.story);
  await writeKeys(ctx, keys);
  const restored = [...Object.keys(broken), ...Object.keys(keys)];
  await recordRestored(ctx, attempt, "story", restored, (key) => `${key} (it wrote ${shown(wrote[key])})`);
}

function shown(value: unknown): string {
  return (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing")).slice(0, 100);
}

/** Puts back what an attempt changed of git's hooks and executing settings; records and names it. */
export async function putBackGit(ctx: StoryContext, attempt: Attempt): Promise<void> {
  const dir = ctx.session.attemptDir(attempt.action, attempt.attempt);
  await recordRestored(
    ctx,
    attempt,
    "git",
    await ctx.deps.workspaceOf(ctx.story).restore(`${dir}/${guardFile}`),
  );
}

async function recordRestored(
  ctx: StoryContext,
  attempt: Attempt,
  what: "story" | "git",
  keys: readonly string[],
  tell = (key: string) => key,
): Promise<void> {
  if (keys.length === 0) return;
  const dir = ctx.session.attemptDir(attempt.action, attempt.attempt);
  const place = what === "git" ? "in git" : "in the story";
  ctx.deps.note(dir, `Put back what the agent changed ${place}: ${keys.map(tell).join(", ")}`);
  await ctx.session.record({ ...ref(attempt), type: "restored", what, keys });
  ctx.deps.reporter.event({ ...nameOf(ctx, attempt), type: "restored", what, keys });
}
