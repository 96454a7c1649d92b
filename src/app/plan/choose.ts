import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { FoundRun, UnusableCheckpoint } from "../../engine/ports/run-store.ts";
import { sameScope, scopeText } from "../view/scope-text.ts";
import type { Found } from "./found.ts";

/** What `--continue` goes on with; `finished`: there is nothing left in it; `none`: nothing fits. */
export type Choice =
  | { readonly kind: "run"; readonly run: FoundRun }
  | { readonly kind: "finished"; readonly run: FoundRun }
  | { readonly kind: "none" };

/**
 * The unfinished run of this id (or the beginning of it), or the one of this scope, or, without either, the only one.
 * Throws UserError: exit 2 when several fit, exit 5 when the checkpoint cannot be used or the run's id is unknown.
 */
export function chooseRun(found: Found, runId: string | undefined, scope: RunScope | undefined): Choice {
  if (runId !== undefined) return byId(found, runId);
  const { runs, unusable, root } = found;
  const fitting = runs.filter((r) => !scope || sameScope(r.scope, scope));
  const open = fitting.filter((r) => isUnfinished(r.status));
  if (open.length > 1) throw several(open);
  if (open[0]) return { kind: "run", run: open[0] };
  const bad = unusable.find(
    (u) => !scope || scope.kind === "board" || !u.path.endsWith("/.workflow-state.json"),
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

function byId({ named, unusable, root }: Found, runId: string): Choice {
  if (!named) {
    throw new UserError(ExitCode.noCheckpoint, `There is no run ${runId}`, {
      fix: "List them: agentic-sdlc runs",
    });
  }
  const newer = unusable.find(({ why, path }) => why === "newer" && path === named.checkpoint);
  if (newer) throw unusableError(newer, root);
  return named.status === "done" ? { kind: "finished", run: named } : { kind: "run", run: named };
}

function several(runs: readonly FoundRun[]): UserError {
  const list = runs.map((r) => `${r.runId}  ${scopeText(r.scope)}  ${r.status}  ${r.savedAt}`).join("\n");
  return new UserError(ExitCode.usage, `${runs.length} runs can be continued`, {
    why: list,
    fix: `Name one: agentic-sdlc run --continue ${runs[0]!.runId}`,
  });
}

function relative(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
