import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { storiesNamed } from "../../domain/story/board.ts";
import { nearest } from "../../domain/text/nearest.ts";
import type { FoundRun, RunStore } from "../../engine/ports/run-store.ts";
import type { Project } from "../open.ts";

/**
 * The run of this id, or the only one whose id begins so, with or without its `run-`, in any case; undefined where there
 * is none. Throws UserError (exit 2) where several begin so.
 */
export function lookUpRun(runs: RunStore, name: string): FoundRun | undefined {
  const unfinished = runs.unfinished().runs;
  const exact = unfinished.find(({ runId }) => runId === name) ?? runs.find(name);
  if (exact) return exact;
  const wanted = name.toLowerCase();
  const all = new Map([...runs.all(), ...unfinished].map((run) => [run.runId, run]));
  const fitting = [...all.values()].filter(({ runId }) => {
    return wanted !== "" && (runId.startsWith(wanted) || runId.startsWith(`run-${wanted}`));
  });
  if (fitting.length > 1) throw noRun("More than one run is", name, ids(fitting));
  return fitting[0];
}

/** As `lookUpRun`; throws UserError (exit 2) where there is none, too. */
export function findRun(runs: RunStore, name: string): FoundRun {
  const found = lookUpRun(runs, name);
  if (found) return found;
  const all = [...runs.unfinished().runs, ...runs.all()];
  throw noRun("There is no run", name, nearest(name, [...new Set(ids(all))]));
}

/**
 * The run that is meant where a story could be, too; undefined where it is a story, or nothing. A story of the name goes
 * first, but for a run's whole id. Throws UserError (exit 2) where it could only be a run's, and fits none or several.
 */
export function runNamed({ runs, locate, stories }: Project, name: string): FoundRun | undefined {
  const exact = runs.find(name);
  if (exact) return exact;
  const isStory = locate(name) !== undefined || storiesNamed(stories.load(), name).length > 0;
  if (isStory) return undefined;
  return /^run-/i.test(name) ? findRun(runs, name) : lookUpRun(runs, name);
}

function ids(runs: readonly FoundRun[]): string[] {
  return runs.map(({ runId }) => runId);
}

function noRun(what: string, name: string, close: readonly string[]): UserError {
  const fix =
    close.length > 0 ? `Did you mean ${close.slice(0, 5).join(", ")}?` : "List them: agentic-sdlc runs";
  return new UserError(ExitCode.usage, `${what} ${name}`, { fix });
}
