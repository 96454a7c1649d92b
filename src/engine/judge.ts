import type { ActionStep, StoryStep } from "../domain/definition.ts";
import { helpFor, waitUntil } from "../domain/error-kinds.ts";
import type { Attempt } from "../domain/execution.ts";
import { matchesGlob } from "../domain/glob.ts";
import type { AgentError } from "../domain/record.ts";
import { parseVerdict } from "../domain/verdict.ts";
import { runChecks } from "./checks.ts";
import { putBackGit, putBackKeys, ref } from "./housekeep.ts";
import { fresh, nameOf, recordEnded, type StoryContext, writeKeys } from "./story-context.ts";

/** How an attempt came out. `stopped`: it is still to be judged, and was paid for. */
export type Judgement =
  | { readonly outcome: "done" | "asked" | "stopped" }
  | { readonly outcome: "failed"; readonly error: AgentError; readonly waits: boolean };

/**
 * Judges what an agent said, from the journal alone, so that it can be done again after a crash without paying again:
 * errors, questions, verdicts, then the runner's own checks.
 */
export async function judge(
  ctx: StoryContext,
  attempt: Attempt,
  step: StoryStep,
  signal: AbortSignal,
): Promise<Judgement> {
  const { deps, session } = ctx;
  await deps.processes.end({ token: attempt.token });
  await putBackGit(ctx, attempt);
  await putBackKeys(ctx, attempt);
  if (attempt.error) return fail(ctx, attempt, attempt.error);
  if (attempt.question !== undefined) return ask(ctx, attempt, attempt.question);
  const output = attempt.output ? session.readText(attempt.output) : "";
  const read = step.type === "action" ? readAnswer(step, attempt, output) : {};
  if ("problem" in read) return fail(ctx, attempt, { kind: "schema", message: read.problem });
  let tree: string | null = null;
  if (step.type === "action" && step.checks && deps.config.checks.length > 0) {
    const checked = await runChecks(ctx, attempt, signal);
    if (checked.outcome === "stopped") return { outcome: "stopped" };
    if (checked.outcome === "failed") return fail(ctx, attempt, { kind: "check", message: checked.message });
    tree = checked.tree;
  }
  const touched = await protectedFiles(ctx, attempt, tree);
  await session.record({
    ...ref(attempt),
    type: "done",
    tree,
    ...read,
    ...(touched.length > 0 ? { protected: touched } : {}),
  });
  return { outcome: "done" };
}

/** Protected files that changed since the first of the attempts that led to this one. Outside git only our own are known. */
async function protectedFiles(ctx: StoryContext, attempt: Attempt, tree: string | null): Promise<string[]> {
  const { deps, session, story } = ctx;
  const tries = session.execution.attempts.filter(
    (a) => a.action === attempt.action && a.attempt <= attempt.attempt,
  );
  const first = tries[tries.findLastIndex((a) => a.outcome === "done") + 1] ?? attempt;
  const workspace = deps.workspaceOf(story);
  if (first.treeBefore === undefined || deps.config.protect.length === 0) return [];
  const after = first.treeBefore === null ? null : (tree ?? (await workspace.treeHash()));
  const inTree = after === null ? [] : await workspace.changedFiles(first.treeBefore!, after);
  const own = differing(first.ownFiles ?? {}, workspace.ownFiles());
  return [...new Set([...inTree, ...own])].filter((file) => matchesGlob(deps.config.protect, file));
}

function differing(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => before[name] !== after[name]);
}

type Answer = { problem: string } | { verdict?: Attempt["verdict"]; issues?: Attempt["issues"] };

function readAnswer(step: ActionStep, attempt: Attempt, output: string): Answer {
  if (step.verdict) return parseVerdict(output, { verdict: attempt.verdict, issues: attempt.issues });
  // Text is all that a reading action gives; an empty one is not worth accepting. A writing one leaves files.
  if (step.access === "read" && output.trim() === "") return { problem: `${step.id} returned nothing` };
  return {};
}

async function ask(ctx: StoryContext, attempt: Attempt, question: string): Promise<Judgement> {
  await ctx.session.record({ ...ref(attempt), type: "asked", question });
  await recordEnded(ctx, fresh(ctx, attempt), "asked");
  ctx.deps.reporter.event({ ...nameOf(ctx, attempt), type: "asked", question });
  return { outcome: "asked" };
}

async function fail(ctx: StoryContext, attempt: Attempt, error: AgentError): Promise<Judgement> {
  const { deps, session } = ctx;
  const waits = helpFor(error.kind) === "wait";
  const until = waits
    ? waitUntil(error, waitsInRow(ctx, attempt), deps.clock.now()).toISOString()
    : undefined;
  await session.record({ ...ref(attempt), type: "failed", error, ...(until ? { waitUntil: until } : {}) });
  await writeKeys(ctx, { last_error: error.message });
  await recordEnded(ctx, fresh(ctx, attempt), "failed");
  const { usage = { costUsd: null }, durationMs = 0 } = attempt;
  const { kind, message } = error;
  deps.reporter.event({ ...nameOf(ctx, attempt), type: "attempt-failed", kind, message, usage, durationMs });
  return { outcome: "failed", error, waits };
}

/** How many attempts at the action, up to this one, ended in an error that waiting helps. */
function waitsInRow(ctx: StoryContext, attempt: Attempt): number {
  const earlier = ctx.session.execution.attempts.filter(
    (a) => a.action === attempt.action && a.attempt < attempt.attempt,
  );
  const last = earlier.findLastIndex(
    (a) => !(a.outcome === "failed" && a.error && helpFor(a.error.kind) === "wait"),
  );
  return earlier.length - 1 - last;
}
