import type { RunSummary } from "../../engine/ports/events.ts";
import { endingOf, summaryOf } from "../../engine/run/ending.ts";
import { noRun } from "../../engine/run/no-run.ts";
import { Tally } from "../../engine/run/tally.ts";
import type { Project } from "../open.ts";
import type { Assessed } from "../plan/board/assessed.ts";

/** Whether there is nothing to start, to put in order, to take from an inbox, or to wait for. */
export function isIdle({ executions }: Project, { queue, held, decisions }: Assessed): boolean {
  const known = executions.ids();
  const quiet = [...decisions].every(
    ([id, { housekeeping }]) =>
      housekeeping.length === 0 && !(known.has(id) && executions.pendingMessages(id) > 0),
  );
  return quiet && queue.length === 0 && !held.some((h) => h.kind === "waiting");
}

/** Sums up that nothing was started, and what a person could do. */
export function idleSummary(last: Assessed, auto: boolean): RunSummary {
  const request = {
    ...{ auto, maxWaitMs: 0, concurrency: 1, freshSessions: false },
    ...{ selection: {}, alsoRecover: [], spentTodayUsd: 0 },
  };
  const result = { last, tally: new Tally(), costUsd: 0 };
  // There is no run to be waiting: it is over as soon as this is said.
  const ending = { ...endingOf(result, request, noRun.state, 0), status: "done" as const };
  const summary = summaryOf(result, ending, request, noRun.state, { durationMs: 0 });
  return { ...summary, checkpointCleared: false };
}
