import { formatMoment } from "../../adapters/reporters/words.ts";
import { safeLine } from "../../domain/text.ts";
import { holdWord, remedy } from "../story/hold.ts";
import type { Style } from "../style.ts";
import { cut, pad } from "../table.ts";
import { ago } from "../time-format.ts";
import type { BoardReport, RunLine } from "./report.ts";

interface Look {
  /** Columns of a line; 0 cuts nothing. */
  readonly width: number;
  readonly style: Style;
  readonly now: Date;
}

/** Under the board: what holds stories up, with what to type; what would run next; runs that can be continued. */
export function boardNotes(report: BoardReport, { width, style, now }: Look): string[] {
  const holds = report.stories.flatMap(({ slug, held }) => {
    if (!held) return [];
    const until = held.until ? ` (until ${formatMoment(held.until, now)})` : "";
    const type = remedy({ kind: held.kind, slug });
    return [line(holdWord(held.kind), `${slug}: ${held.reason}${until}`, type)];
  });
  const broken = report.broken.map(({ path, problem }) => {
    const place = problem.line === undefined ? path : `${path}:${problem.line}`;
    return line("broken", `${place}: ${problem.message}`, problem.fix);
  });
  const held = [...holds, ...broken];
  return [...held, ...(held.length > 0 ? [""] : []), ...next(report), ...runs(report, now)].map((text) =>
    coloured(cut(text, width), style),
  );
}

function line(word: string, text: string, type: string | undefined): string {
  return `${pad(word, 10)}  ${safeLine(text)}${type ? ` · ${safeLine(type)}` : ""}`;
}

function next({ next: queue, stories, broken }: BoardReport): string[] {
  const [first, ...others] = queue;
  if (!first) {
    if (stories.length === 0 && broken.length === 0) return ['Next: agentic-sdlc add "What you want"'];
    return ["Next: nothing can run now"];
  }
  const names = others.slice(0, 3).map(({ action, slug }) => `${action} ${slug}`);
  const more = others.length > 3 ? `, and ${others.length - 3} more` : "";
  // That a first attempt was not made yet goes without saying.
  const why = first.attempt > 1 ? ` (${safeLine(first.reason)})` : "";
  return [
    `Next: ${first.action} ${safeLine(first.slug)}${why} · agentic-sdlc run`,
    ...(names.length > 0 ? [`      then ${safeLine(names.join(", "))}${more}`] : []),
  ];
}

function runs({ unfinishedRuns, unusableCheckpoints }: BoardReport, now: Date): string[] {
  return [
    ...unfinishedRuns.map((run) => safeLine(runText(run, now))),
    ...unusableCheckpoints.map(({ path, why, detail }) =>
      safeLine(`Checkpoint ${path} is ${why}: ${detail}`),
    ),
  ];
}

function runText(
  { runId, scope, status, completedActions, savedAt, holder, ...run }: RunLine,
  now: Date,
): string {
  const done = `${completedActions} action${completedActions === 1 ? "" : "s"} done`;
  if (holder) return `Running: ${runId} (${scope}), ${done}; ${holder}`;
  return `Unfinished: ${runId} (${scope}), ${status}, ${done}, saved ${ago(savedAt, now)} · ${run.continue}`;
}

function coloured(text: string, style: Style): string {
  return text
    .replace(/^(blocked|broken) /, (word) => style.red(word))
    .replace(/^(to approve|question) /, (word) => style.yellow(word))
    .replace(/^(Next|Unfinished|Running):/, (word) => style.bold(word));
}
