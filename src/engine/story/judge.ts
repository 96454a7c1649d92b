import { criteriaText } from "../../domain/agent/answer-schema.ts";
import type { AfterFailure, AgentError } from "../../domain/agent/error.ts";
import { parseVerdict } from "../../domain/agent/verdict.ts";
import type { ActionStep, StoryStep } from "../../domain/definition/story/definition.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { matchesGlob } from "../../domain/text/glob.ts";
import type { Checked } from "../attempt/checks.ts";
import { type Judgement, judge } from "../attempt/judge.ts";
import { fresh, nameOf, type StoryContext } from "./context.ts";
import { recordEnded } from "./ended.ts";
import { writeKeys } from "./file.ts";
import { ref, storyLog } from "./log.ts";
import { candidatesFor } from "./performer.ts";
import { checkAttempt, recheck } from "./recheck.ts";

/** What a review, or any other answer, says. */
type Answer = Pick<Attempt, "verdict" | "issues">;

/** Judges what was said in an attempt, and records what it came to. */
export async function judgeAttempt(
  ctx: StoryContext,
  attempt: Attempt,
  step: StoryStep,
  signal: AbortSignal,
): Promise<Judgement<Answer>> {
  const { deps, session } = ctx;
  const judgement = await judge<Answer>(deps, storyLog(ctx, attempt), attempt, {
    history: session.execution.attempts,
    candidates: step.type === "action" ? candidatesFor(deps, step) : [attempt.agent],
    readText: (text) => session.readText(text),
    read: ({ output, question }) =>
      question !== undefined || step.type !== "action" ? {} : readAnswer(step, attempt, output),
    check: async ({ verdict }) => (verdict === "rejected" ? undefined : check(ctx, attempt, step, signal)),
  });
  switch (judgement.outcome) {
    case "done":
      await done(ctx, attempt, judgement);
      break;
    case "asked":
      await asked(ctx, attempt, judgement.question);
      break;
    case "failed":
      await failed(ctx, attempt, judgement.error, judgement.after);
      break;
    case "stopped":
  }
  return judgement;
}

function readAnswer(step: ActionStep, attempt: Attempt, output: string): { error: AgentError } | Answer {
  const unreadable = (message: string) => ({ error: { kind: "schema", message } as const });
  if (step.verdict) {
    const read = parseVerdict(output, { verdict: attempt.verdict, issues: attempt.issues });
    return "problem" in read ? unreadable(read.problem) : read;
  }
  // Text is all that a reading action gives; an empty one is not worth accepting. A writing one leaves files.
  const text = step.id === "refine" ? criteriaText(output) : output;
  return step.access === "read" && text.trim() === "" ? unreadable(`${step.id} returned nothing`) : {};
}

/** The step's own checks; after the last step, those of an earlier one, where the tree is not theirs any more. */
async function check(
  ctx: StoryContext,
  attempt: Attempt,
  step: StoryStep,
  signal: AbortSignal,
): Promise<Checked | undefined> {
  if (step.type === "action" && step.checks && ctx.deps.config.checks.length > 0)
    return checkAttempt(ctx, attempt, signal);
  if (step !== ctx.workflow.steps.at(-1)) return undefined;
  return (await recheck(ctx, step, signal))?.checked;
}

async function done(
  ctx: StoryContext,
  attempt: Attempt,
  { answer, tree }: Extract<Judgement<Answer>, { outcome: "done" }>,
): Promise<void> {
  const touched = await protectedFiles(ctx, attempt, tree);
  await ctx.session.record({
    ...ref(attempt),
    type: "done",
    tree,
    ...answer,
    ...(touched.length > 0 ? { protected: touched } : {}),
  });
}

async function asked(ctx: StoryContext, attempt: Attempt, question: string): Promise<void> {
  await ctx.session.record({ ...ref(attempt), type: "asked", question });
  await recordEnded(ctx, fresh(ctx, attempt), "asked");
  ctx.deps.reporter.event({ ...nameOf(ctx, attempt), type: "asked", question });
}

async function failed(
  ctx: StoryContext,
  attempt: Attempt,
  error: AgentError,
  after: AfterFailure,
): Promise<void> {
  await ctx.session.record({ ...ref(attempt), type: "failed", error, ...after });
  await writeKeys(ctx, { last_error: error.message });
  await recordEnded(ctx, fresh(ctx, attempt), "failed");
  const { usage = { costUsd: null }, durationMs = 0, agent } = attempt;
  const { kind, message } = error;
  const told = { type: "attempt-failed", kind, message, usage, durationMs, agent, ...after } as const;
  ctx.deps.reporter.event({ ...nameOf(ctx, attempt), ...told });
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
