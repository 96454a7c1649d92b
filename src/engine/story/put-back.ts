import type { Attempt } from "../../domain/journal/execution.ts";
import { loosenedKeys, ownedKeys } from "../../domain/story/effects.ts";
import { guardFile } from "../attempt/perform.ts";
import { nameOf, type StoryContext } from "./context.ts";
import { recordWritten, reread, writeKeys } from "./file.ts";

type Of = Pick<Attempt, "path" | "action" | "attempt">;

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
export async function putBackGit(ctx: StoryContext, of: Of): Promise<void> {
  const dir = ctx.session.attemptDir(of.action, of.attempt);
  const keys = await ctx.deps.workspaceOf(ctx.story).restore(`${dir}/${guardFile}`);
  await recordRestored(ctx, of, "git", keys);
}

async function recordRestored(
  ctx: StoryContext,
  of: Of,
  what: "story" | "git",
  keys: readonly string[],
  tell = (key: string) => key,
): Promise<void> {
  if (keys.length === 0) return;
  const { path, action, attempt } = of;
  const place = what === "git" ? "in git" : "in the story";
  const text = `Put back what the agent changed ${place}: ${keys.map(tell).join(", ")}`;
  ctx.deps.note(ctx.session.attemptDir(action, attempt), text);
  await ctx.session.record({ path, action, attempt, type: "restored", what, keys });
  ctx.deps.reporter.event({ ...nameOf(ctx, of), type: "restored", what, keys });
}
