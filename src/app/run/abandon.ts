import { type NotSavedError, UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { FoundRun, OpenRun } from "../../engine/ports/run-store.ts";
import { recoverNodes } from "../../engine/workflow/recover.ts";
import type { Project } from "../open.ts";
import { findRun } from "../view/find-run.ts";
import { type Wired, wire } from "../wire.ts";

type Outside = Omit<Wired, "definitionsHash">;

/**
 * Abandons an unfinished run: archived, nothing deleted. Returns its id. Throws UserError: exit 2 for an unknown or a
 * finished one, exit 4 while somebody holds it; and NotSavedError.
 */
export async function abandonRun(project: Project, name: string): Promise<string> {
  const found = findRun(project.runs, name);
  if (!isUnfinished(found.status)) {
    throw new UserError(ExitCode.usage, `Run ${found.runId} is ${found.status} already`, {
      fix: "Delete the archives of old runs: agentic-sdlc runs prune --older-than 30d",
    });
  }
  const run = await project.runs.open(found);
  try {
    await giveUp(run, run.state.nodes ? wire(project) : undefined, "discarded by hand");
  } finally {
    run.release();
  }
  return found.runId;
}

/**
 * Gives up an unfinished run for another of its scope, and says so. `asked`: it was asked for (`--fresh`), not found.
 * Throws LeaseHeldError and NotSavedError.
 */
export async function replace(project: Project, old: FoundRun, deps: Outside, asked: boolean): Promise<void> {
  const run = await project.runs.open(old);
  try {
    if (!isUnfinished(run.state.status)) return run.archive();
    const text = asked
      ? `Abandoned run ${old.runId}; nothing of it is deleted.`
      : "Note: Found previous checkpoint. Use --continue to resume.";
    deps.reporter.event({ type: "note", text });
    await giveUp(run, deps, "another run was started");
  } finally {
    run.release();
  }
}

/** What a killed run left running is found by nobody later: its nodes are its own. */
async function giveUp(run: OpenRun, deps: Outside | undefined, reason: string): Promise<void> {
  if (deps) await recoverNodes(deps, run);
  await run.end({ status: "abandoned", exitCode: ExitCode.ok, reason });
}

/** A run that is over: what a crash left of its checkpoint is cleared away. Throws LeaseHeldError and NotSavedError. */
export async function clearAway({ runs }: Project, found: FoundRun): Promise<void> {
  if (found.checkpoint === undefined) return;
  const open = await runs.open(found);
  open.archive();
  open.release();
}

/** There is a run by now: it is gone on with, not started again. `id`: what it is named by, with a blank before it. */
export function continuable({ message, why, cause, remedy }: NotSavedError, id: string): UserError {
  const fix = `${remedy}, then: agentic-sdlc run --continue${id}`;
  return new UserError(ExitCode.notSaved, message, { why, fix, cause });
}
