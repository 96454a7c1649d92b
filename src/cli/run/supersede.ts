import { type NotSavedError, UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { Reporter } from "../../engine/ports/reporter.ts";
import type { FoundRun, OpenRun } from "../../engine/ports/run-store.ts";
import type { Project } from "../project.ts";

/** How a run that is replaced by another is given up. */
export interface Superseding {
  readonly reporter: Reporter;
  /** It was asked for (`--fresh`), not found. */
  readonly fresh: boolean;
  /** Puts in order what it left, first. */
  readonly recover?: (run: OpenRun) => Promise<void>;
}

/** Gives an unfinished run up: archived, nothing deleted. Throws LeaseHeldError and NotSavedError. */
export async function abandon(
  { runs }: Pick<Project, "runs">,
  old: FoundRun,
  { reporter, fresh, recover }: Superseding,
): Promise<void> {
  const run = await runs.open(old);
  try {
    if (isUnfinished(run.state.status)) {
      const text = fresh
        ? `Abandoned run ${old.runId}; nothing of it is deleted.`
        : "Note: Found previous checkpoint. Use --continue to resume.";
      reporter.event({ type: "note", text });
      await recover?.(run);
      await run.end({ status: "abandoned", exitCode: ExitCode.ok, reason: "another run was started" });
    } else run.archive();
  } finally {
    run.release();
  }
}

/** There is a run by now: it is gone on with, not started again. `command`: how. */
export function continuable({ message, why, cause, remedy }: NotSavedError, command: string): UserError {
  const fix = `${remedy}, then: ${command}`;
  return new UserError(ExitCode.notSaved, message, { why, fix, cause });
}
