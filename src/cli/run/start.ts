import type { AssessedBoard, Selection } from "../../domain/decide/story/assess.ts";
import { NotSavedError } from "../../domain/errors.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import type { Board } from "../../domain/story/story.ts";
import type { Deps } from "../../engine/deps.ts";
import type { RunSummary } from "../../engine/ports/events.ts";
import type { FoundRun, OpenRun } from "../../engine/ports/run-store.ts";
import { runBoard } from "../../engine/run/board.ts";
import type { Refusal, RunRequest } from "../../engine/run/request.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import type { CommandContext } from "../context.ts";
import type { Project } from "../project.ts";
import { version } from "../version.ts";
import { scopeText } from "./choose.ts";
import type { RunOptions } from "./definition.ts";
import type { KeptOptions } from "./options.ts";
import { resumingEvent } from "./plan.ts";
import { askReruns, type Rerun } from "./rerun.ts";
import { listen } from "./signals.ts";
import { spentToday } from "./spent-today.ts";
import { abandon, continuable } from "./supersede.ts";
import { refuseIfStrict, warningsNow } from "./warnings.ts";

/** A run, decided on: what to go on with or to start, and with what. */
export interface Start {
  readonly ctx: CommandContext;
  readonly project: Project;
  readonly deps: Deps & { readonly definitionsHash: string };
  readonly options: RunOptions;
  readonly scope: RunScope;
  readonly selection: Selection;
  readonly kept: { readonly options: KeptOptions; readonly changed: readonly string[] };
  readonly continued: FoundRun | undefined;
  /** Unfinished runs of the same scope that this one replaces. */
  readonly superseded: readonly FoundRun[];
  /** Actions to be done again first. */
  readonly reruns: readonly Rerun[];
  /** Why nobody can make an attempt. */
  readonly refused: Refusal | undefined;
  /** Stories worked on at once. */
  readonly concurrency: number;
  /** Stops the run; the reason is the signal's name. */
  readonly abort: AbortController;
  readonly assessed: AssessedBoard & { board: Board; executions: ReadonlyMap<string, StoryExecution> };
}

/** Takes the leases, recovers, runs, and sums up. Closes the reporter whatever happens. */
export async function startRun(start: Start): Promise<RunSummary> {
  const { deps, continued, superseded, abort } = start;
  let current: OpenRun | undefined;
  const stopListening = listen(abort, (signal) => {
    const agent = current?.state.current.at(-1)?.agent;
    deps.reporter.event({ type: "stopping", signal, ...(agent ? { agent } : {}) });
  });
  try {
    if (continued) announce(start, continued);
    const { fresh } = start.options;
    for (const old of superseded) await abandon(start.project, old, { reporter: deps.reporter, fresh });
    const run = continued ? await goOn(start, continued) : await begin(start);
    current = run;
    return await workAndRelease(start, run);
  } catch (error) {
    throw error instanceof NotSavedError && (current ?? continued)
      ? continuable(error, "agentic-sdlc run --continue")
      : error;
  } finally {
    stopListening();
    await deps.reporter.close();
  }
}

/** What goes wrong in the run is told before what goes wrong in giving its leases back. */
async function workAndRelease(start: Start, run: OpenRun): Promise<RunSummary> {
  let summary: RunSummary;
  try {
    summary = await work(start, run);
  } catch (error) {
    try {
      run.release();
    } catch {
      // They die with this process.
    }
    throw error;
  }
  run.release();
  return summary;
}

async function work(start: Start, run: OpenRun): Promise<RunSummary> {
  const { ctx, project, deps, continued, assessed, abort } = start;
  const { reporter } = deps;
  const { runId, scope } = run.state;
  reporter.event({ type: "run-started", runId, scope: scopeText(scope), continued: continued !== undefined });
  await askReruns(ctx, project, start.reruns);
  const now = start.reruns.length > 0 ? assessNow(project, start.selection, { run: run.state }) : assessed;
  if (continued) reporter.event(resumingEvent(run.state, now, start));
  return runBoard(deps, run, requestOf(start), finalActions(project), abort);
}

function finalActions({ workflows }: Project): Set<string> {
  return new Set(workflows.names.flatMap((name) => workflows.get(name).workflow.steps.at(-1)?.id ?? []));
}

/** Warnings first: `--strict` refuses before anything is touched. */
function announce({ deps, kept, ...start }: Start, run: FoundRun): void {
  const warnings = warningsNow({ deps, ...start }, run);
  for (const { code, text } of warnings) deps.reporter.event({ type: "warning", code, text });
  refuseIfStrict(start.options, run, warnings);
  if (kept.changed.length > 0)
    deps.reporter.event({
      type: "note",
      text: `Given now, instead of the run's own: ${kept.changed.join(", ")}`,
    });
}

async function begin({ project, deps, scope, kept }: Start): Promise<OpenRun> {
  return project.runs.create({
    scope,
    options: { ...kept.options },
    workflow: { name: "story", hash: deps.definitionsHash },
    toolVersion: version,
  });
}

async function goOn({ project, deps, kept }: Start, found: FoundRun): Promise<OpenRun> {
  const run = await project.runs.open(found);
  try {
    const workflow = { name: run.state.workflow.name, hash: deps.definitionsHash };
    await run.record({
      type: "run-continued",
      path: "",
      options: { ...kept.options },
      workflow,
      toolVersion: version,
    });
    return run;
  } catch (error) {
    run.release();
    throw error;
  }
}

function requestOf(start: Start): RunRequest {
  const { project, options, selection, kept, superseded, ctx } = start;
  const { limits } = project.config;
  return {
    selection,
    auto: kept.options.auto,
    concurrency: start.concurrency,
    maxActions: options.maxActions,
    budgetUsd: options.budgetUsd,
    deadline: options.deadline,
    maxWaitMs: options.maxWaitMs ?? limits.maxWait,
    freshSessions: options.fresh,
    refused: start.refused,
    alsoRecover: superseded.flatMap((r) => r.state.current.map((c) => c.storyId)),
    spentTodayUsd: limits.costPerDay === undefined ? 0 : spentToday(project.runs.all(), ctx.now()),
  };
}
