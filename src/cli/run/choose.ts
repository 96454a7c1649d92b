import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { FoundRun, RunStore, UnusableCheckpoint } from "../../engine/ports/run-store.ts";
import { lookUpRun } from "./find.ts";

/** What was named on the command line to be continued. */
export interface Named {
  /** A run's id, or the beginning of it. */
  readonly runId?: string;
  /** A scope that was named: `--story`, `--epic`, or `--auto` alone, which means the board's. */
  readonly scope?: RunScope;
}

/** What `--continue` goes on with; `finished`: there is nothing left in it; `none`: nothing fits. */
export type Choice =
  | { readonly kind: "run"; readonly run: FoundRun }
  | { readonly kind: "finished"; readonly run: FoundRun }
  | { readonly kind: "none" };

/**
 * The one unfinished run that fits. Throws UserError: exit 2 when several fit, exit 5 when the checkpoint
 * cannot be used or a run id is unknown.
 */
export function chooseRun(store: RunStore, named: Named, root: string): Choice {
  if (named.runId !== undefined) return byId(store, named.runId, root);
  const { runs, unusable } = store.unfinished();
  const fitting = runs.filter((r) => !named.scope || sameScope(r.scope, named.scope));
  const open = fitting.filter((r) => isUnfinished(r.status));
  if (open.length > 1) throw several(open);
  if (open[0]) return { kind: "run", run: open[0] };
  const bad = unusable.find(
    (u) => !named.scope || named.scope.kind === "board" || !u.path.endsWith("/.workflow-state.json"),
  );
  if (bad) throw unusableError(bad, root);
  return fitting[0] ? { kind: "finished", run: fitting[0] } : { kind: "none" };
}

/** Why nothing can be made of a checkpoint: exit 5. */
export function unusableError({ path, why, detail }: UnusableCheckpoint, root: string): UserError {
  const file = relative(path, root);
  if (why === "newer") {
    return new UserError(
      ExitCode.noCheckpoint,
      `The checkpoint ${file} was written by a newer agentic-sdlc`,
      {
        why: detail,
        fix: "Update agentic-sdlc, or go on with the version that wrote it",
      },
    );
  }
  return new UserError(ExitCode.noCheckpoint, `Checkpoint file corrupted. Delete ${file} to start fresh.`, {
    why: `${detail}, and there is no journal to rebuild it from`,
  });
}

function byId(store: RunStore, runId: string, root: string): Choice {
  const run = lookUpRun(store, runId);
  if (!run) {
    throw new UserError(ExitCode.noCheckpoint, `There is no run ${runId}`, {
      fix: "List them: agentic-sdlc runs",
    });
  }
  const newer = store
    .unfinished()
    .unusable.find(({ why, path }) => why === "newer" && path === run.checkpoint);
  if (newer) throw unusableError(newer, root);
  return run.status === "done" ? { kind: "finished", run } : { kind: "run", run };
}

function several(runs: readonly FoundRun[]): UserError {
  const list = runs.map((r) => `${r.runId}  ${scopeText(r.scope)}  ${r.status}  ${r.savedAt}`).join("\n");
  return new UserError(ExitCode.usage, `${runs.length} runs can be continued`, {
    why: list,
    fix: `Name one: agentic-sdlc run --continue ${runs[0]!.runId}`,
  });
}

/** Whether two scopes are the same part of the board. */
export function sameScope(a: RunScope, b: RunScope): boolean {
  return scopeText(a) === scopeText(b);
}

/** A scope in words: `board`, `epic checkout`, `story story-mk5yvfv5-m3wv`. */
export function scopeText(scope: RunScope): string {
  switch (scope.kind) {
    case "board":
      return "board";
    case "epic":
      return `epic ${scope.epic}`;
    case "story":
      return `story ${scope.storyId}`;
    case "workflow":
      return `workflow ${scope.file}`;
  }
}

function relative(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
