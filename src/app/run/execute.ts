import { NotSavedError, UserError } from "../../domain/errors.ts";
import type { RunSummary } from "../../engine/ports/events.ts";
import { type FoundRun, type OpenRun, RunLostError } from "../../engine/ports/run-store.ts";
import type { Project } from "../open.ts";
import type { BoardPlan, FilePlan } from "../plan/plan.ts";
import { refuseIfStrict, type Warning } from "../plan/warnings.ts";
import { version } from "../version.ts";
import { scopeText } from "../view/scope-text.ts";
import type { Wired } from "../wire.ts";
import { continuable, replace } from "./abandon.ts";
import type { Means } from "./means.ts";

/** A run that is planned and wired: what its kind adds to what all of them do. */
export interface Work {
  readonly plan: BoardPlan | FilePlan;
  readonly deps: Omit<Wired, "definitionsHash">;
  /** What it keeps of its options, to go on with after an interruption. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What defines it today. */
  readonly workflow: { readonly name: string; readonly hash: string };
  /** What does not match between the run that is gone on with and today. */
  warnings(run: FoundRun): readonly Warning[];
  /** Does it, under the run's lease, and tells how it ended. */
  perform(run: OpenRun): Promise<RunSummary>;
}

/**
 * Executes a run: gives up what it replaces, takes its lease, works, ends. Closes the reporter whatever happens.
 * @throws UserError when it cannot start or go on; exit 7 when its state could not be saved.
 */
export async function execute(project: Project, work: Work, { abort, listen }: Means): Promise<RunSummary> {
  const { signal } = abort;
  const { plan, deps } = work;
  const { continued, superseded, scope } = plan;
  const { reporter } = deps;
  let run: OpenRun | undefined;
  const stopping = () => {
    const reason: unknown = signal.reason;
    if (reason !== "SIGINT" && reason !== "SIGTERM" && reason !== "SIGHUP") return;
    // Of a workflow file, many may be at work.
    const agent = scope.kind === "workflow" ? undefined : run?.state.current.at(-1)?.agent;
    reporter.event({ type: "stopping", signal: reason, ...(agent ? { agent } : {}) });
  };
  signal.addEventListener("abort", stopping);
  const stopListening = listen?.();
  try {
    if (continued) announce(work, continued);
    for (const old of superseded) await replace(project, old, deps, plan.asked.fresh);
    run = await (continued ? project.runs.open(continued) : project.runs.create(newRun(work)));
    return await workAndRelease(work, run);
  } catch (error) {
    const known = run?.state.runId ?? continued?.runId;
    if (!(error instanceof NotSavedError) || known === undefined) throw error;
    throw continuable(error, scope.kind === "workflow" ? ` ${known}` : "");
  } finally {
    stopListening?.();
    signal.removeEventListener("abort", stopping);
    await reporter.close();
  }
}

/** Warnings first: `--strict` refuses before anything is touched. */
function announce({ deps, plan, ...work }: Work, run: FoundRun): void {
  const warnings = work.warnings(run);
  for (const { code, text } of warnings) deps.reporter.event({ type: "warning", code, text });
  refuseIfStrict(plan.asked, run, warnings);
  const changed = plan.kind === "board" ? plan.kept.changed : [];
  if (changed.length === 0) return;
  const text = `Given now, instead of the run's own: ${changed.join(", ")}`;
  deps.reporter.event({ type: "note", text });
}

function newRun({ plan: { scope }, options, workflow }: Work) {
  return { scope, options, workflow, toolVersion: version };
}

/** What goes wrong in the run is told before what goes wrong in giving its leases back. */
async function workAndRelease(work: Work, run: OpenRun): Promise<RunSummary> {
  let summary: RunSummary;
  try {
    summary = await goOn(work, run);
  } catch (error) {
    try {
      await endRefused(run, error);
      run.release();
    } catch {
      // The leases die with this process.
    }
    throw error;
  }
  run.release();
  return summary;
}

async function goOn(work: Work, run: OpenRun): Promise<RunSummary> {
  const { options, workflow, plan, deps } = work;
  const { runId, scope } = run.state;
  const continued = plan.continued !== undefined;
  if (continued)
    await run.record({ type: "run-continued", path: "", options, workflow, toolVersion: version });
  deps.reporter.event({ type: "run-started", runId, scope: scopeText(scope), continued });
  return work.perform(run);
}

/** A run that refuses stays as it is, and can be gone on with once what was wrong is mended. */
async function endRefused(run: OpenRun, error: unknown): Promise<void> {
  if (!(error instanceof UserError) || error instanceof NotSavedError || error instanceof RunLostError)
    return;
  await run.end({ status: "failed", exitCode: error.exitCode, reason: error.message });
}
