import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { RunSummary } from "../ports/events.ts";
import type { Ending } from "../ports/run-store.ts";
import type { Tally } from "./tally.ts";

/** What an invocation has used, and come to. */
export interface CameTo {
  readonly tally: Tally;
  /** USD, of this invocation; known costs only. */
  readonly costUsd: number;
  readonly durationMs: number;
}

/** What is told of an invocation in the same way, whatever it ran. */
export function summed(
  runId: string,
  { status, exitCode, reason, fix }: Ending,
  { tally, costUsd, durationMs }: CameTo,
): Omit<RunSummary, "auto" | "done" | "held" | "left" | "next"> {
  return {
    ...{ runId, status, exitCode, reason },
    completed: tally.completed,
    failed: tally.failed,
    interrupted: tally.interrupted,
    durationMs,
    costUsd: tally.costUnknown && costUsd === 0 ? null : costUsd,
    checkpointCleared: !isUnfinished(status),
    ...(tally.wentOn.length > 0 ? { wentOn: tally.wentOn } : {}),
    ...(fix ? { fix } : {}),
  };
}
