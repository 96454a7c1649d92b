import type { Attempt } from "../../domain/journal/execution.ts";
import { guardFile } from "../attempt/perform.ts";
import { nameOf, type StoryContext } from "./context.ts";

type Of = Pick<Attempt, "path" | "action" | "attempt">;

/** Puts back what an attempt changed of git's hooks and executing settings; records and names it. */
export async function putBackGit(ctx: StoryContext, of: Of): Promise<void> {
  const dir = ctx.session.attemptDir(of.action, of.attempt);
  const keys = await ctx.deps.workspaceOf(ctx.story).restore(`${dir}/${guardFile}`);
  await recordRestored(ctx, of, "git", keys);
}

/** Records what was put back after an attempt, and tells of it: a person may have been the one who changed it. */
export async function recordRestored(
  ctx: StoryContext,
  of: Of,
  what: "story" | "git",
  keys: readonly string[],
  tell = (key: string) => key,
): Promise<void> {
  if (keys.length === 0) return;
  const { path, action, attempt } = of;
  const whose = what === "git" ? "the agent changed in git" : "was changed in the story during the attempt";
  const text = `Put back what ${whose}: ${keys.map(tell).join(", ")}`;
  ctx.deps.note(ctx.session.attemptDir(action, attempt), text);
  await ctx.session.record({ path, action, attempt, type: "restored", what, keys });
  ctx.deps.reporter.event({ ...nameOf(ctx, of), type: "restored", what, keys });
}
