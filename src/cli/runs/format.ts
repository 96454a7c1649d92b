import { formatCost } from "../../adapters/reporters/words.ts";
import { fewText } from "../../app/plan/file/few.ts";
import { costOf, statusText } from "../../app/view/run.ts";
import { scopeText } from "../../app/view/scope-text.ts";
import { doneCount, type EndedAction, isUnfinished } from "../../domain/journal/run-state.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { Style } from "../style.ts";
import { cut, table } from "../table.ts";
import { ago } from "../time-format.ts";
import { treeText, waitingLines } from "./tree.ts";

interface Look {
  /** Columns of a line; 0 cuts nothing. */
  readonly width: number;
  readonly style: Style;
  readonly now: Date;
}

/** `runs`: a line a run. */
export function runsText(runs: readonly FoundRun[], { width, now }: Look): string[] {
  const rows = runs.map((run) => {
    const { runId, scope, status, state, holder } = run;
    const done = doneCount(state);
    return [
      runId,
      scopeText(scope),
      statusText(status, holder !== undefined),
      ago(state.startedAt, now),
      `${done} action${done === 1 ? "" : "s"}`,
      formatCost(costOf(state)),
      state.reason,
    ];
  });
  return table(rows, "", width);
}

/** Inputs may be megabytes; `--json` has them all. */
const longestOption = 200;

/** `runs show`. `toRun`: what is left of a workflow file. */
export function runText(run: FoundRun, toRun: readonly string[], { width, style, now }: Look): string[] {
  const { runId, scope, status, state, holder, rebuilt } = run;
  const held = holder !== undefined;
  const options = Object.entries(state.options).map(([name, value]) => {
    return cut(`${name}=${JSON.stringify(value)}`, longestOption);
  });
  const rows: [string, string][] = [
    ["scope", scopeText(scope)],
    ["status", [statusText(status, held), state.reason].filter(Boolean).join(": ")],
    ["started", `${state.startedAt} (${ago(state.startedAt, now)})`],
    ["last saved", `${run.savedAt} (${ago(run.savedAt, now)})`],
    ["options", options.join(" ")],
    ["cost", formatCost(costOf(state))],
    ["lease", holder ?? ""],
    ["checkpoint", rebuilt ? `rebuilt from the journal: ${rebuilt}` : ""],
  ];
  const actions = [
    ...state.ended.map(endedRow),
    ...state.current.map(({ path, agent }) => [path, held ? "running" : "interrupted", "", "", agent]),
  ];
  const blocked = Object.entries(state.blocked).map(([storyId, reason]) => [storyId, reason]);
  const waiting = state.nodes && isUnfinished(status) ? waitingLines(runId, state.nodes) : [];
  const left = toRun.length > 0 ? ["", style.bold("To run"), `  ${safeLine(fewText(toRun))}`] : [];
  const goOn = isUnfinished(status) && !held ? ["", `Continue: agentic-sdlc run --continue ${runId}`] : [];
  return [
    style.bold(cut(safeLine(runId), width)),
    ...table(
      rows.filter(([, value]) => value !== ""),
      "  ",
      width,
    ),
    ...(actions.length > 0 ? ["", style.bold("Actions"), ...table(actions, "  ", width)] : []),
    ...(state.nodes ? ["", style.bold("Nodes"), ...treeText(state.nodes, held, width)] : []),
    ...(waiting.length > 0 ? ["", style.bold("Waiting"), ...waiting] : []),
    ...(blocked.length > 0 ? ["", style.bold("Blocked"), ...table(blocked, "  ", width)] : []),
    ...left,
    ...goOn,
  ];
}

function endedRow({ path, outcome, durationMs, usage }: EndedAction): string[] {
  return [path, outcome, formatDuration(durationMs), usage.costUsd === null ? "" : formatCost(usage.costUsd)];
}
