import type { WorkflowFile } from "../../../adapters/config/workflow/file.ts";
import { keepLean } from "../../../adapters/process/start/lean.ts";
import type { Outlook } from "../../../domain/decide/node/outlook.ts";
import { NotSavedError, UserError } from "../../../domain/errors.ts";
import { Nodes } from "../../../domain/journal/nodes.ts";
import type { RunScope } from "../../../domain/journal/run-record.ts";
import type { RunSummary } from "../../../engine/ports/events.ts";
import { type FoundRun, type OpenRun, RunLostError } from "../../../engine/ports/run-store.ts";
import type { Refusal } from "../../../engine/run/request.ts";
import { recoverNodes } from "../../../engine/workflow/recover.ts";
import { runWorkflow } from "../../../engine/workflow/run.ts";
import type { WorkflowDeps, WorkflowRequest } from "../../../engine/workflow/walk/walk.ts";
import type { CommandContext } from "../../context.ts";
import type { Project } from "../../project.ts";
import { version } from "../../version.ts";
import { scopeText } from "../choose.ts";
import type { RunOptions } from "../definition.ts";
import { listen } from "../signals.ts";
import { spentToday } from "../spent-today.ts";
import { abandon, continuable } from "../supersede.ts";
import type { RunInputs } from "./inputs.ts";
import { resumingWorkflow } from "./resuming.ts";
import { announceWorkflow } from "./warnings.ts";

export type WorkflowScope = Extract<RunScope, { kind: "workflow" }>;

/** A workflow file's run, decided on. */
export interface WorkflowStart {
  readonly ctx: CommandContext;
  readonly project: Project;
  readonly deps: Omit<WorkflowDeps, "readText">;
  readonly options: RunOptions;
  readonly scope: WorkflowScope;
  readonly file: WorkflowFile;
  readonly inputs: RunInputs;
  readonly continued: FoundRun | undefined;
  /** Unfinished runs of the same file that this one replaces. */
  readonly superseded: readonly FoundRun[];
  /** Why nobody can make an attempt. */
  readonly refused: Refusal | undefined;
  readonly abort: AbortController;
}

/** Takes the lease, recovers, runs, and sums up. Closes the reporter whatever happens. */
export async function startWorkflow(start: WorkflowStart): Promise<RunSummary> {
  const { deps, continued, superseded, abort } = start;
  const { reporter } = deps;
  keepLean();
  const stopListening = listen(abort, (signal) => reporter.event({ type: "stopping", signal }));
  let known = continued?.runId;
  try {
    const free = continued?.holder === undefined || start.options.takeOver;
    if (continued && free) announceWorkflow(start, continued);
    const { fresh } = start.options;
    const recover = (run: OpenRun) => recoverNodes(deps, run);
    for (const old of superseded) await abandon(start.project, old, { reporter, fresh, recover });
    const run = continued ? await start.project.runs.open(continued) : await begin(start);
    known = run.state.runId;
    return await workAndRelease(start, run);
  } catch (error) {
    throw error instanceof NotSavedError && known !== undefined
      ? continuable(error, `agentic-sdlc run --continue ${known}`)
      : error;
  } finally {
    stopListening();
    await reporter.close();
  }
}

async function begin({ project, scope, file, inputs, options }: WorkflowStart): Promise<OpenRun> {
  const { workflow, hash } = file;
  const kept = optionsToKeep(options, inputs, {});
  return project.runs.create({
    scope,
    options: kept,
    workflow: { name: workflow.name, hash },
    toolVersion: version,
  });
}

function optionsToKeep(
  { concurrency, agent }: RunOptions,
  { kept, secretNames }: RunInputs,
  before: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    ...before,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(agent === undefined ? {} : { agent }),
    inputs: kept,
    ...(secretNames.length === 0 ? {} : { secrets: secretNames }),
  };
}

async function workAndRelease(start: WorkflowStart, run: OpenRun): Promise<RunSummary> {
  let summary: RunSummary;
  try {
    summary = await work(start, run);
  } catch (error) {
    try {
      if (
        error instanceof UserError &&
        !(error instanceof NotSavedError) &&
        !(error instanceof RunLostError)
      ) {
        await run.end({ status: "failed", exitCode: error.exitCode, reason: error.message });
      }
      run.release();
    } catch {
      // What went wrong first is told; the leases die with this process.
    }
    throw error;
  }
  run.release();
  return summary;
}

async function work(start: WorkflowStart, run: OpenRun): Promise<RunSummary> {
  const { deps, continued, file, inputs, options, abort } = start;
  const { runId, scope } = run.state;
  deps.reporter.event({
    type: "run-started",
    runId,
    scope: scopeText(scope),
    continued: continued !== undefined,
  });
  if (continued) {
    const workflow = { name: file.workflow.name, hash: file.hash };
    const kept = optionsToKeep(options, inputs, run.state.options);
    const outlook: Outlook = {
      tree: file,
      inputs: inputs.values,
      world: { ...deps, readText: (text) => run.readText(text) },
      nodes: run.state.nodes ?? new Nodes(),
      asked: options,
      board: () => deps.stories.load(),
    };
    deps.reporter.event(resumingWorkflow(run.state, outlook));
    await run.record({ type: "run-continued", path: "", options: kept, workflow, toolVersion: version });
    // Whoever looks shall see that it runs again; and a dead runner may have left the last one unsynced.
    run.checkpoint("now");
  }
  const reopen = options.rerun === undefined ? [] : [options.rerun];
  const toRun = { tree: file, inputs: inputs.values, reopen };
  return runWorkflow(deps, run, requestOf(start, run), toRun, abort);
}

function requestOf({ project, options, ctx, refused }: WorkflowStart, run: OpenRun): WorkflowRequest {
  const { limits } = project.config;
  const { concurrency } = run.state.options;
  return {
    selection: {},
    auto: true,
    concurrency:
      options.concurrency ?? (typeof concurrency === "number" ? concurrency : Number.POSITIVE_INFINITY),
    maxActions: options.maxActions,
    budgetUsd: options.budgetUsd,
    deadline: options.deadline,
    maxWaitMs: options.maxWaitMs ?? limits.maxWait,
    freshSessions: options.fresh,
    alsoRecover: [],
    spentTodayUsd: limits.costPerDay === undefined ? 0 : spentToday(project.runs.all(), ctx.now()),
    ...(options.only === undefined ? {} : { only: options.only }),
    rerunChanged: options.rerunChanged,
    refused,
  };
}
