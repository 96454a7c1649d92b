import { criteriaText } from "../../domain/agent/answer-schema.ts";
import type { AfterFailure, AgentError } from "../../domain/agent/error.ts";
import { parseVerdict } from "../../domain/agent/verdict.ts";
import { afterFailure, type Candidates } from "../../domain/decide/story/after-failure.ts";
import type { ActionStep, StoryStep } from "../../domain/definition/story/definition.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { matchesGlob } from "../../domain/text/glob.ts";
import { type Checked, recheck, runChecks } from "../attempt/checks.ts";
import { candidatesFor } from "../attempt/performer.ts";
import { ref } from "../attempt/records.ts";
import { fresh, nameOf, recordEnded, type StoryContext, stepOf, writeKeys } from "./context.ts";
import { putBackGit, putBackKeys } from "./housekeep.ts";

/** How an attempt came out. `stopped`: it is still to be judged, and was paid for. */
export type Judgement =
  | { readonly outcome: "done" | "asked" | "stopped" }
  | { readonly outcome: "failed"; readonly error: AgentError; readonly after: AfterFailure };

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
  const checked = read.verdict === "rejected" ? undefined : await check(ctx, attempt, step, signal);
  if (checked?.outcome === "stopped") return { outcome: "stopped" };
  if (checked?.outcome === "failed") return fail(ctx, attempt, { kind: "check", message: checked.message });
  const tree = checked?.tree ?? null;
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

/** The step's own checks; after the last step, those of an earlier one, where the tree is not theirs any more. */
async function check(
  ctx: StoryContext,
  attempt: Attempt,
  step: StoryStep,
  signal: AbortSignal,
): Promise<Checked | undefined> {
  if (step.type === "action" && step.checks && ctx.deps.config.checks.length > 0)
    return runChecks(ctx, attempt, signal);
  if (step !== ctx.workflow.steps.at(-1)) return undefined;
  return (await recheck(ctx, step, signal))?.checked;
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
  const text = step.id === "refine" ? criteriaText(output) : output;
  if (step.access === "read" && text.trim() === "") return { problem: `${step.id} returned nothing` };
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
  const after = whatNext(ctx, attempt, error);
  await session.record({ ...ref(attempt), type: "failed", error, ...after });
  await writeKeys(ctx, { last_error: error.message });
  await recordEnded(ctx, fresh(ctx, attempt), "failed");
  const { usage = { costUsd: null }, durationMs = 0 } = attempt;
  const { kind, message } = error;
  const told = { type: "attempt-failed", kind, message, usage, durationMs, agent: attempt.agent } as const;
  deps.reporter.event({ ...nameOf(ctx, attempt), ...told, ...after });
  return { outcome: "failed", error, after };
}

function whatNext(ctx: StoryContext, attempt: Attempt, error: AgentError): AfterFailure {
  const { deps, session } = ctx;
  const { attempts } = session.execution;
  const step = stepOf(ctx, attempt);
  const candidates: Candidates = step?.type === "action" ? candidatesFor(deps, step) : [attempt.agent];
  const resumes = deps.agentNamed(attempt.agent)?.resumes === true;
  return afterFailure(attempts, attempt, error, candidates, { resumes, now: deps.clock.now() });
}
