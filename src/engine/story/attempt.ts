import { answerSchema } from "../../domain/agent/answer-schema.ts";
import type { Next } from "../../domain/decide/story/decision.ts";
import { pathOf } from "../../domain/decide/story/queue.ts";
import { consumedBy, type Standing } from "../../domain/decide/story/standing.ts";
import type { ActionStep, ScriptStep } from "../../domain/definition/story/definition.ts";
import { stepHash } from "../../domain/definition/story/step-hash.ts";
import { scriptAgent } from "../../domain/journal/apply.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { ownedKeys, statusAtStart } from "../../domain/story/effects.ts";
import type { AttemptLog } from "../attempt/log.ts";
import { conclude, guardFile, type Performed, perform } from "../attempt/perform.ts";
import { counterBefore, sessionToGoOnIn } from "../attempt/performer.ts";
import type { AgentResult } from "../ports/agent.ts";
import { fresh, nameOf, type StoryContext } from "./context.ts";
import { writeKeys } from "./file.ts";
import { storyLog } from "./log.ts";
import { performerFor } from "./performer.ts";

type Start = Extract<Next, { kind: "start" }>;

/** What an attempt may cost, and whether it may go on in an earlier one's session. */
export interface AttemptTerms {
  readonly standings: ReadonlyMap<string, Standing>;
  /** USD left for it; undefined: no bound but the agent's own. */
  readonly budgetUsd?: number;
  /** Do not go on in the sessions of earlier runs. */
  readonly freshSession: boolean;
}

const stopped = () => "stopped by the user";

/**
 * Makes one attempt at a step, up to what was said: `intent`, the process, `said`. Resolves to the attempt to be
 * judged, or undefined when it was interrupted (and recorded so).
 */
export async function makeAttempt(
  ctx: StoryContext,
  next: Start,
  terms: AttemptTerms,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  const { step } = next;
  const attempt = await declare(ctx, next, terms);
  const log = storyLog(ctx, attempt);
  const ask = step.type === "script" ? runScript : askAgent;
  const performed = await ask(ctx, log, step as never, attempt, terms, signal);
  return performed === "interrupted" ? undefined : fresh(ctx, attempt);
}

/** Records the intent, and what the story shows of it. From here on the attempt counts. */
async function declare(ctx: StoryContext, next: Start, terms: AttemptTerms): Promise<Attempt> {
  const { deps, session, run, workflow } = ctx;
  const { step, attempt: number } = next;
  const performer = step.type === "action" ? performerFor(deps, step, session.execution) : undefined;
  const agent = performer?.agent.name ?? scriptAgent;
  const path = pathOf(ctx.story.slug, step.id, number);
  const at = { path, action: step.id, attempt: number };
  // Only what earlier runs left starts anew: this one's own attempts go on, or an answer could never be mended.
  const anew = terms.freshSession && next.after?.runId !== run.state.runId;
  const resume = performer && !anew ? sessionToGoOnIn(next.after, performer) : undefined;
  const workspace = deps.workspaceOf(ctx.story);
  await workspace.guard(`${session.attemptDir(step.id, number)}/${guardFile}`);
  const status = statusAtStart(step, ctx.story);
  // Also before steps that only read: what an agent may touch is not what it can touch.
  const tree = step.type === "action" ? await workspace.treeHash() : undefined;
  const { id: storyId, path: storyPath } = ctx.story;
  await run.record({ ...at, type: "caused", storyId, storyPath, agent });
  await session.record({
    ...at,
    type: "intent",
    runId: run.state.runId,
    token: deps.token(),
    agent,
    ...(performer?.model ? { model: performer.model } : {}),
    ...(resume ? { resume } : {}),
    storyHash: ctx.story.hash,
    inputHash: deps.stories.inputHash(ctx.story),
    stepHash: stepHash(step, deps.hash),
    promptHash: deps.prompts.hash(step.id),
    consumed: consumedBy(step, workflow, terms.standings),
    owned: { ...ownedKeys(ctx.story), status },
    ...(tree !== undefined ? { tree, ownFiles: workspace.ownFiles() } : {}),
  });
  if (status !== ctx.story.status) await writeKeys(ctx, { status });
  run.checkpoint();
  const attempt = fresh(ctx, at);
  deps.reporter.event({ ...nameOf(ctx, at), type: "attempt-started", agent, resumed: resume !== undefined });
  return attempt;
}

async function askAgent(
  ctx: StoryContext,
  log: AttemptLog,
  step: ActionStep,
  attempt: Attempt,
  terms: AttemptTerms,
  signal: AbortSignal,
): Promise<Performed> {
  const { deps, session } = ctx;
  const { execution } = session;
  const performer = performerFor(deps, step, execution);
  const earlier = execution.attempts.filter((a) => a.path !== attempt.path);
  const { prompt } = deps.prompts.render({
    story: ctx.story,
    step,
    workflow: ctx.workflow,
    attempt: attempt.attempt,
    execution,
    checks: step.checks ? deps.config.checks : [],
    resumes: attempt.resumed
      ? earlier.findLast((a) => a.action === step.id && a.sessionId === attempt.resumed)
      : undefined,
    readText: (text) => session.readText(text),
    attemptDir: (a) => session.attemptDir(a.action, a.attempt),
  });
  const { attemptTime, silence } = { ...deps.config.limits, ...performer };
  const request = {
    action: step.id,
    attempt: attempt.attempt,
    prompt,
    access: performer.access,
    model: performer.model,
    sessionId: attempt.resumed,
    workspace: log.workspace.dir,
    env: environmentOf(ctx, attempt, log.dir),
    limits: { wallMs: attemptTime, silenceMs: silence, budgetUsd: terms.budgetUsd },
    schema: answerSchema(step),
    counter: counterBefore(earlier, attempt.resumed),
  };
  return perform(deps, log, performer.agent, request, signal, stopped);
}

/** The complete environment of an attempt's processes. */
export function environmentOf(
  { deps, story }: StoryContext,
  attempt: Attempt,
  attemptDir: string,
): Record<string, string> {
  return deps.environment({ ...attempt, story, attemptDir, sessionId: attempt.resumed });
}

async function runScript(
  ctx: StoryContext,
  log: AttemptLog,
  step: ScriptStep,
  attempt: Attempt,
  _terms: AttemptTerms,
  signal: AbortSignal,
): Promise<Performed> {
  const { deps } = ctx;
  const run = await deps.processes.shell(step.run, {
    cwd: log.workspace.dir,
    env: environmentOf(ctx, attempt, log.dir),
    token: attempt.token,
    timeoutMs: deps.config.limits.attemptTime,
    signal,
  });
  const last = run.tail.trimEnd().split("\n").at(-1);
  const message = run.timedOut ? "ran out of time" : `exited ${run.exitCode}${last ? `: ${last}` : ""}`;
  const result: AgentResult = {
    exitCode: run.exitCode,
    signal: null,
    output: run.stdout,
    usage: { costUsd: 0 },
    durationMs: run.durationMs,
    ...(run.exitCode === 0 ? {} : { error: { kind: run.timedOut ? "timeout" : "crash", message } }),
  };
  return conclude(deps.mask, log, result, signal, stopped);
}
