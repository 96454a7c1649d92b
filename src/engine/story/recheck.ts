import type { StoryStep } from "../../domain/definition/story/definition.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { type Checked, failureOf, runChecks } from "../attempt/checks.ts";
import { environmentOf } from "./attempt.ts";
import type { StoryContext } from "./context.ts";
import { storyLog } from "./log.ts";

/** Runs the project's checks as part of an attempt. */
export function checkAttempt(ctx: StoryContext, attempt: Attempt, signal: AbortSignal): Promise<Checked> {
  const log = storyLog(ctx, attempt);
  const { token } = attempt;
  const { checks: commands } = ctx.deps.config;
  return runChecks(ctx.deps, log, { commands, token, env: environmentOf(ctx, attempt, log.dir) }, signal);
}

/**
 * A change to the tree voids the receipts of the steps before `step`: their checks run again, not the steps. Undefined
 * where the tree is as it was, or nothing was checked.
 */
export async function recheck(
  ctx: StoryContext,
  step: StoryStep,
  signal: AbortSignal,
): Promise<{ readonly of: Attempt; readonly checked: Checked } | undefined> {
  const { session, workflow } = ctx;
  const earlier = workflow.steps.slice(0, workflow.steps.indexOf(step)).map((s) => s.id);
  const of = session.execution.attempts.findLast(
    (a) => earlier.includes(a.action) && a.outcome === "done" && !a.withdrawn && a.receipts.length > 0,
  );
  const last = of?.receipts.at(-1);
  if (!of || !last?.tree || ctx.deps.config.checks.length === 0) return undefined;
  const now = await ctx.deps.workspaceOf(ctx.story).treeHash();
  const same = now === null || now === last.tree;
  if (same && last.exitCode === 0) return undefined;
  // A runner that died in them has left them running.
  if (!same) await ctx.deps.processes.end({ token: of.token });
  // What was found before a crash, or after the last step, need not be found again.
  const checked: Checked = same
    ? { outcome: "failed", message: failureOf(last) }
    : await checkAttempt(ctx, of, signal);
  if (checked.outcome !== "failed") return { of, checked };
  return { of, checked: { ...checked, message: `the tree changed, and ${checked.message}` } };
}
