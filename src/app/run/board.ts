import type { ActionStep } from "../../domain/definition/story/definition.ts";
import type { RunSummary } from "../../engine/ports/events.ts";
import type { Reporter } from "../../engine/ports/reporter.ts";
import type { FoundRun, OpenRun } from "../../engine/ports/run-store.ts";
import { runBoard } from "../../engine/run/board.ts";
import type { RunRequest } from "../../engine/run/request.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import type { Project } from "../open.ts";
import type { Assessed } from "../plan/board/assessed.ts";
import { resumingEvent } from "../plan/board/resuming.ts";
import { boardWarnings } from "../plan/board/warnings.ts";
import type { BoardPlan } from "../plan/plan.ts";
import { type Warning, warningsOf } from "../plan/warnings.ts";
import { type Wired, wire } from "../wire.ts";
import { execute } from "./execute.ts";
import { idleSummary, isIdle } from "./idle.ts";
import type { Means } from "./means.ts";
import { refusalOf } from "./performers.ts";
import { commonRequest } from "./request.ts";
import { askReruns, type Rerun, rerunsOf } from "./rerun.ts";

/** A planned run of the board, with what it needs and what it found. */
export interface BoardWork {
  readonly plan: BoardPlan;
  readonly deps: Wired;
  readonly assessed: Assessed;
  /** Actions to be done again first. */
  readonly reruns: readonly Rerun[];
}

/** Wires a run of the board, and reads the board for it. Writes nothing. Throws UserError (exit 2). */
export function boardWork(project: Project, plan: BoardPlan, reporter?: Reporter): BoardWork {
  const { asked, kept, continued, selection } = plan;
  const deps = wire(project, { agent: kept.options.agent, ...(reporter ? { reporter } : {}) });
  const assessed = assessNow(project, selection, { run: continued?.state });
  return { plan, deps, assessed, reruns: rerunsOf(deps, assessed, asked) };
}

/** What does not match between the run that is gone on with and today. */
export function warningsNow(project: Project, { deps, assessed }: BoardWork, run: FoundRun): Warning[] {
  const today = { now: project.clock.now(), maxAgeMs: project.config.checkpoint.maxAge };
  return warningsOf(run, today, boardWarnings(run, assessed, deps.definitionsHash));
}

/** Works on the board as it was planned. Throws as `execute` does. */
export async function runBoardPlan(project: Project, plan: BoardPlan, means: Means): Promise<RunSummary> {
  const work = boardWork(project, plan, means.reporter);
  const { deps, assessed } = work;
  const { kept, asked, continued, superseded, unusable } = plan;
  const { auto } = kept.options;
  const find = () => actionSteps(project).map((step) => deps.performerOf(step));
  const refused = refusalOf(find, { goesOn: continued !== undefined, auto, asked });
  if (unusable) {
    const moved = project.runs.setAside(unusable.path);
    const text = `The checkpoint could not be read (${unusable.detail}); it was moved to ${moved}.`;
    deps.reporter.event({ type: "warning", code: "checkpoint", text });
  }
  if (!continued && superseded.length === 0 && isIdle(project, assessed)) {
    const summary = idleSummary(assessed, asked.auto);
    deps.reporter.event({ type: "run-ended", ...summary });
    await deps.reporter.close();
    return summary;
  }
  const request: RunRequest = {
    ...commonRequest(project, asked, refused),
    selection: plan.selection,
    auto,
    concurrency: means.stories ?? 1,
    alsoRecover: superseded.flatMap((r) => r.state.current.map((c) => c.storyId)),
  };
  return execute(
    project,
    {
      plan,
      deps,
      options: { ...kept.options },
      workflow: { name: "story", hash: deps.definitionsHash },
      warnings: (run) => warningsNow(project, work, run),
      perform: (run) => perform(project, work, run, request, means.abort),
    },
    means,
  );
}

async function perform(
  project: Project,
  { plan, deps, assessed, reruns }: BoardWork,
  run: OpenRun,
  request: RunRequest,
  abort: AbortController,
): Promise<RunSummary> {
  await askReruns(project, reruns);
  const now = reruns.length > 0 ? assessNow(project, plan.selection, { run: run.state }) : assessed;
  if (plan.continued) deps.reporter.event(resumingEvent(run.state, now, plan));
  return runBoard(deps, run, request, finalActions(project), abort);
}

function finalActions({ workflows }: Project): Set<string> {
  return new Set(workflows.names.flatMap((name) => workflows.get(name).workflow.steps.at(-1)?.id ?? []));
}

function actionSteps({ workflows }: Project): ActionStep[] {
  const steps = workflows.names.flatMap((name) => workflows.get(name).workflow.steps);
  return steps.filter((s) => s.type === "action");
}
