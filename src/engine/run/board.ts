import type { Deps } from "../deps.ts";
import type { RunSummary } from "../ports/events.ts";
import type { OpenRun } from "../ports/run-store.ts";
import { missingError, reconcile } from "../story/reconcile.ts";
import { endingOf, summaryOf } from "./ending.ts";
import { Invocation } from "./invocation.ts";
import type { RunRequest } from "./request.ts";
import { runQueue } from "./scheduler.ts";

/**
 * One invocation of a run of the board, an epic or a story, from its recovery to its summary. `finals`: the actions that
 * workflows end with. Rejects when the state could not be saved, with everything in flight stopped; and with UserError
 * (exit 5) where the run is for a story that is gone.
 */
export async function runBoard(
  deps: Deps,
  run: OpenRun,
  request: RunRequest,
  finals: ReadonlySet<string>,
  abort: AbortController,
): Promise<RunSummary> {
  const invocation = new Invocation(deps, run, request, abort);
  const missing = await reconcile(deps, run, deps.stories.load(), finals);
  if (missing[0] !== undefined && run.state.scope.kind === "story")
    throw missingError(run.state.runId, missing[0]);
  const last = await runQueue(deps, invocation);
  const { stop, tally, costUsd } = invocation;
  const result = { last, tally, costUsd, ...(stop ? { stop } : {}) };
  const ending = endingOf(result, request, run.state, missing.length);
  await run.end(ending);
  const summary = summaryOf(result, ending, request, run.state, invocation);
  deps.reporter.event({ type: "run-ended", ...summary });
  return summary;
}
