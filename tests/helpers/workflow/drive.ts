import { postMessage } from "../../../src/adapters/files/journal/inbox.ts";
import { openProject } from "../../../src/app/open.ts";
import { nothingAsked } from "../../../src/app/plan/asked.ts";
import { planRun } from "../../../src/app/plan/plan.ts";
import { clearAway } from "../../../src/app/run/abandon.ts";
import { findFor } from "../../../src/app/run/find.ts";
import { runPlan } from "../../../src/app/run/run.ts";
import { decisionMessage, type NodeDecision } from "../../../src/domain/decide/node/waiting.ts";
import { UserError } from "../../../src/domain/errors.ts";
import type { RunEvent, RunSummary } from "../../../src/engine/ports/events.ts";
import type { GoldenProject } from "./golden-project.ts";

/** How a run was brought to its end. */
export interface Driven {
  readonly runId: string;
  /** Of each invocation. */
  readonly codes: readonly number[];
  readonly outputs: RunSummary["outputs"];
}

export interface DriveOptions {
  /** The run to go on with, by its id; else the file's unfinished one, or a new one. */
  readonly runId?: string;
  /** Gates are answered while the run is at work; else between its invocations. */
  readonly live?: boolean;
  readonly onEvent?: (event: RunEvent) => void;
}

/** More invocations than any of the golden files needs. */
const most = 8;

/**
 * Brings a workflow file's run to its end as people do: goes on with the unfinished one (a bare `run --continue`) or
 * starts one, continues it where something failed, decides about its gates, and answers its agents. A gate that is called
 * `veto` is rejected at first.
 */
export async function drive(
  project: GoldenProject,
  file: string,
  options: DriveOptions = {},
): Promise<Driven> {
  const { live = false, onEvent = () => {} } = options;
  const codes: number[] = [];
  for (let known = options.runId; ; ) {
    const waiting: Parked[] = [];
    const listen = (event: RunEvent) => {
      if (event.type === "node-parked") {
        if (live) answer(project, event.runId, event);
        else waiting.push(event);
      }
      onEvent(event);
    };
    const summary = await goOn(project, file, known, listen);
    // It was over, and died before it could say so.
    if (!summary) return { runId: project.runIds().at(-1)!, codes, outputs: undefined };
    const { runId, exitCode, reason, outputs } = summary;
    codes.push(exitCode);
    if (exitCode === 0) return { runId, codes, outputs };
    if (codes.length >= most || ![1, 3].includes(exitCode)) {
      throw new Error(`it does not come to its end: exit ${codes.join(", ")}: ${reason}`);
    }
    for (const node of waiting) answer(project, runId, node);
    known = runId;
  }
}

type Parked = Pick<Extract<RunEvent, { type: "node-parked" }>, "path" | "kind">;

function answer(project: GoldenProject, runId: string, { path, kind }: Parked): void {
  const rejects = path === "veto" && !project.answers().includes(path);
  const decision: NodeDecision = rejects
    ? { type: "rejected", reason: "not today" }
    : kind === "agent"
      ? { type: "answered", text: "very" }
      : { type: "approved" };
  const at = new Date().toISOString();
  postMessage(project.runDir(runId), { ...decisionMessage(decision, path), at });
  project.noteAnswer(path);
}

/** One invocation; undefined where there was nothing left to do. */
async function goOn(
  project: GoldenProject,
  file: string,
  runId: string | undefined,
  listen: (event: RunEvent) => void,
): Promise<RunSummary | undefined> {
  try {
    return await invoke(project.dir, runId, true, listen);
  } catch (error) {
    const noCheckpoint = error instanceof UserError && error.exitCode === 5 && runId === undefined;
    if (!noCheckpoint) throw error;
    return project.isOver() ? undefined : await invoke(project.dir, file, false, listen);
  }
}

async function invoke(
  dir: string,
  target: string | undefined,
  goesOn: boolean,
  event: (event: RunEvent) => void,
): Promise<RunSummary | undefined> {
  let summary: RunSummary | undefined;
  const reporter = {
    event(one: RunEvent) {
      if (one.type === "run-ended") summary = one;
      event(one);
    },
    close: async () => {},
  };
  // Its processes are found by their HOME.
  const env = { PATH: process.env.PATH, HOME: dir };
  const project = await openProject({ cwd: dir, env, now: () => new Date() });
  const asked = { ...nothingAsked, target, continue: goesOn };
  const plan = planRun(asked, findFor(project, asked));
  if (plan.kind === "finished") await clearAway(project, plan.run);
  else await runPlan(project, plan, { reporter, abort: new AbortController() });
  return summary;
}
