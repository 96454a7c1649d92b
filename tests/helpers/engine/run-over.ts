import type { Deps } from "../../../src/engine/deps.ts";
import type { RunSession } from "../../../src/engine/ports/run-store.ts";
import { type BoardResult, endingOf } from "../../../src/engine/run/ending.ts";
import { Invocation } from "../../../src/engine/run/invocation.ts";
import type { RunRequest } from "../../../src/engine/run/request.ts";
import { runQueue } from "../../../src/engine/run/scheduler.ts";

/** Runs a part of the board to what it comes to, and how that ends. */
export async function runOver(
  deps: Deps,
  run: RunSession,
  request: RunRequest,
  abort = new AbortController(),
): Promise<{ result: BoardResult; ending: ReturnType<typeof endingOf> }> {
  const invocation = new Invocation(deps, run, request, abort);
  const last = await runQueue(deps, invocation);
  const { stop, tally, costUsd } = invocation;
  const result: BoardResult = { last, tally, costUsd, ...(stop ? { stop } : {}) };
  return { result, ending: endingOf(result, request, run.state, 0) };
}
