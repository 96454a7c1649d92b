import type { StoryStep } from "../../domain/definition/story/definition.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { Receipt } from "../../domain/journal/record.ts";
import { nameOf, type StoryContext } from "../story/context.ts";
import { ref } from "./records.ts";

/** The runner's own verification of an action. */
export type Checked =
  | { readonly outcome: "passed"; readonly tree: string | null }
  | { readonly outcome: "failed"; readonly message: string }
  | { readonly outcome: "stopped" };

/** Runs the checks in the workspace, in order, up to the first failure; records a receipt for each. */
export async function runChecks(ctx: StoryContext, attempt: Attempt, signal: AbortSignal): Promise<Checked> {
  const { deps, session } = ctx;
  const workspace = deps.workspaceOf(ctx.story);
  const outcomes: Omit<Receipt, "tree">[] = [];
  for (const command of deps.config.checks) {
    // The attempt's own token: if the runner dies here, recovery finds what the check left running.
    const { token } = attempt;
    const attemptDir = session.attemptDir(attempt.action, attempt.attempt);
    const env = deps.environment({ ...attempt, story: ctx.story, attemptDir });
    deps.reporter.event({ ...nameOf(ctx, attempt), type: "check-started", command });
    const run = await deps.processes.shell(command, {
      cwd: workspace.dir,
      env,
      token,
      timeoutMs: deps.config.limits.checkTime,
      signal,
    });
    if (signal.aborted) return { outcome: "stopped" };
    const { exitCode, durationMs } = run;
    outcomes.push({ command, exitCode, durationMs, tail: deps.mask(run.tail) });
    if (exitCode !== 0) break;
  }
  const tree = await workspace.treeHash();
  const receipts = outcomes.map((o): Receipt => ({ ...o, tree }));
  if (receipts.length > 0) {
    await session.record(...receipts.map((r) => ({ ...ref(attempt), type: "check" as const, ...r })));
  }
  for (const receipt of receipts) deps.reporter.event({ ...nameOf(ctx, attempt), type: "check", receipt });
  const failed = receipts.find((r) => r.exitCode !== 0);
  return failed ? { outcome: "failed", message: describe(failed) } : { outcome: "passed", tree };
}

function describe({ command, exitCode, tail }: Receipt): string {
  const lines = tail.trimEnd().split("\n");
  // Test runners end with totals or a brace: the last line that speaks of a failure says more.
  const last = (lines.findLast((line) => /\b(fail|error|not ok)/i.test(line)) ?? lines.at(-1) ?? "").trim();
  const how = exitCode === null ? "did not end in its time" : `exited ${exitCode}`;
  return `check \`${command}\` ${how}${last ? `: ${last}` : ""}`;
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
    ? { outcome: "failed", message: describe(last) }
    : await runChecks(ctx, of, signal);
  if (checked.outcome !== "failed") return { of, checked };
  return { of, checked: { ...checked, message: `the tree changed, and ${checked.message}` } };
}
