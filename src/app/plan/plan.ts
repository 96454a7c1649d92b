import type { Selection } from "../../domain/decide/story/assess.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import type { FoundRun, UnusableCheckpoint } from "../../engine/ports/run-store.ts";
import { sameScope } from "../view/scope-text.ts";
import type { Asked } from "./asked.ts";
import { type Kept, keptOptions } from "./board/kept.ts";
import { type BoardScope, namedScope, selectionOf } from "./board/scope.ts";
import { type Choice, chooseRun, unusableError } from "./choose.ts";
import type { FileScope, Found } from "./found.ts";
import { checkWords, refuseBoardOptions, refuseCombination, refuseWithoutFile } from "./refuse.ts";

/** What a run is to do: work on the board, or on a workflow file; or that there is nothing left of it to do. */
export type Plan = BoardPlan | FilePlan | FinishedPlan;

/** What every run that is to work has. */
interface Going {
  readonly asked: Asked;
  /** The run that is gone on with; without it, one is started. */
  readonly continued?: FoundRun;
  /** Unfinished runs of the same scope that this one replaces. */
  readonly superseded: readonly FoundRun[];
}

/** A run of the board, of an epic, or of a story. */
export interface BoardPlan extends Going {
  readonly kind: "board";
  readonly scope: BoardScope;
  readonly selection: Selection;
  readonly kept: Kept;
  /** A checkpoint that nobody can read, and that this run would replace. */
  readonly unusable?: UnusableCheckpoint;
}

/** A workflow file's run. */
export interface FilePlan extends Going {
  readonly kind: "file";
  readonly scope: FileScope;
}

/** The run that was to be continued is over. */
export interface FinishedPlan {
  readonly kind: "finished";
  readonly run: FoundRun;
}

/**
 * Plans a run: what was asked, on what was found, is what to go on with or to start, and with what. Pure.
 * @throws UserError that refuses: exit 2 for what cannot be asked, exit 3 for a broken story, exit 5 where there is
 * nothing to continue.
 */
export function planRun(asked: Asked, found: Found): Plan {
  refuseCombination(asked, found.file !== undefined);
  if (!found.file) checkWords(asked, found);
  const named = found.file ?? (found.board && namedScope(asked, found.board));
  const id = found.file ? undefined : asked.target;
  const choice: Choice = asked.continue
    ? chooseRun(found, id, named ?? (asked.auto ? { kind: "board" } : undefined))
    : { kind: "none" };
  // Where a crash left a finished run's checkpoint, `if-any` has nothing to go on with: stories may be new since.
  if (choice.kind === "finished" && (asked.continue === true || id !== undefined)) return choice;
  if (choice.kind === "none" && asked.continue === true) throw noCheckpoint();
  const before = choice.kind === "run" ? choice.run : undefined;
  const scope = before?.scope ?? named ?? { kind: "board" };
  const continued = asked.fresh ? undefined : before;
  const superseded = found.runs.filter((r) => r.runId !== continued?.runId && sameScope(r.scope, scope));
  const going = { asked, superseded, ...(continued ? { continued } : {}) };
  if (scope.kind === "workflow") {
    refuseBoardOptions(asked, scope.file);
    return { kind: "file", scope, ...going };
  }
  refuseWithoutFile(asked);
  const kept = keptOptions(asked, before?.state.options);
  const selection = selectionOf(scope, kept.options, asked.until);
  const unusable = continued ? undefined : unusableBoard(found, scope);
  return { kind: "board", scope, selection, kept, ...going, ...(unusable ? { unusable } : {}) };
}

/** The board's checkpoint that nobody can read. Throws UserError where a newer tool can. */
function unusableBoard(found: Found, scope: RunScope): UnusableCheckpoint | undefined {
  if (scope.kind !== "board") return undefined;
  const bad = found.unusable.find((u) => u.path === found.boardCheckpoint);
  if (bad?.why === "newer") throw unusableError(bad, found.root);
  return bad;
}

function noCheckpoint(): UserError {
  return new UserError(
    ExitCode.noCheckpoint,
    "No checkpoint found. Remove --continue flag to start a new workflow.",
    { fix: "Or, to go on if there is something to go on with: --continue=if-any" },
  );
}
