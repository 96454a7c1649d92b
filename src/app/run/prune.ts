import { join } from "node:path";
import { NotSavedError } from "../../domain/errors.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { Project } from "../open.ts";

/**
 * Deletes the archives of finished runs that ended longer ago than `olderThanMs`; returns their ids. Stories and their
 * attempts stay. Throws NotSavedError.
 */
export function pruneRuns({ runs, layout, clock }: Project, olderThanMs: number): string[] {
  const before = new Date(clock.now().getTime() - olderThanMs).toISOString();
  const inUse = new Set(runs.unfinished().runs.map(({ runId }) => runId));
  const old = runs.all().filter(({ runId, status, savedAt, holder }) => {
    return !isUnfinished(status) && savedAt < before && holder === undefined && !inUse.has(runId);
  });
  for (const { runId } of old) {
    try {
      runs.remove(runId);
    } catch (error) {
      throw new NotSavedError(join(layout.runs, runId), error);
    }
  }
  return old.map(({ runId }) => runId);
}
