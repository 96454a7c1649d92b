import type { Attempt } from "../domain/execution.ts";
import type { Receipt } from "../domain/record.ts";
import { ref } from "./attempt-records.ts";
import { nameOf, type StoryContext } from "./story-context.ts";

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

/** Whether an attempt's receipts are about another tree than the workspace holds now. Never outside git. */
export async function receiptsVoid(ctx: StoryContext, attempt: Attempt): Promise<boolean> {
  const seen = attempt.receipts.at(-1)?.tree ?? null;
  if (seen === null || ctx.deps.config.checks.length === 0) return false;
  const now = await ctx.deps.workspaceOf(ctx.story).treeHash();
  return now !== null && now !== seen;
}
