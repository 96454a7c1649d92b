import { formatMoment } from "../../adapters/reporters/words.ts";
import type { BoardReport, RunLine } from "../../app/view/board.ts";
import { remedy } from "../../domain/decide/story/remedy.ts";
import { safeLine } from "../../domain/text/safe.ts";
import { holdWord } from "../story/hold.ts";
import type { Style } from "../style.ts";
import { cut, pad } from "../table.ts";
import { ago } from "../time-format.ts";

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
    return [note(holdWord(held.kind), `${slug}: ${held.reason}${until}`, type)];
  });
  const broken = report.broken.map(({ path, problem }) => {
    const place = problem.line === undefined ? path : `${path}:${problem.line}`;
    return note("broken", `${place}: ${problem.message}`, problem.fix);
  });
  const held = [...holds, ...broken];
  return [...held, ...(held.length > 0 ? [{ text: "" }] : []), ...next(report), ...runs(report, now)]
    .flatMap((one) => lines(one, width))
    .map((text) => coloured(text, style));
}

interface Note {
  readonly text: string;
  /** What to type, or what mends it. */
  readonly type?: string;
}

function note(word: string, text: string, type: string | undefined): Note {
  return { text: `${pad(word, 10)}  ${safeLine(text)}`, type: type && safeLine(type) };
}

/** What to type is worth a line of its own where it would be cut off. */
function lines({ text, type }: Note, width: number): string[] {
  if (!type) return [cut(text, width)];
  const whole = `${text} · ${type}`;
  return cut(whole, width) === whole ? [whole] : [cut(text, width), cut(`  → ${type}`, width)];
}

function next({ next: queue, stories, broken }: BoardReport): Note[] {
  const [first, ...others] = queue;
  if (!first) {
    if (stories.length === 0 && broken.length === 0)
      return [{ text: 'Next: agentic-sdlc add "What you want"' }];
    return [{ text: "Next: nothing can run now" }];
  }
  const names = others.slice(0, 3).map(({ action, slug }) => `${action} ${slug}`);
  const more = others.length > 3 ? `, and ${others.length - 3} more` : "";
  // That a first attempt was not made yet goes without saying.
  const why = first.attempt > 1 ? ` (${safeLine(first.reason)})` : "";
  return [
    { text: `Next: ${first.action} ${safeLine(first.slug)}${why}`, type: "agentic-sdlc run" },
    ...(names.length > 0 ? [{ text: `      then ${safeLine(names.join(", "))}${more}` }] : []),
  ];
}

function runs({ unfinishedRuns, unusableCheckpoints }: BoardReport, now: Date): Note[] {
  return [
    ...unfinishedRuns.map((run) => runNote(run, now)),
    ...unusableCheckpoints.map(({ path, why, detail }) => ({
      text: safeLine(`Checkpoint ${path} is ${why}: ${detail}`),
    })),
  ];
}

function runNote(
  { runId, scope, status, completedActions, savedAt, holder, ...run }: RunLine,
  now: Date,
): Note {
  const done = `${completedActions} action${completedActions === 1 ? "" : "s"} done`;
  if (holder) return { text: safeLine(`Running: ${runId} (${scope}), ${done}; ${holder}`) };
  const text = `Unfinished: ${runId} (${scope}), ${status}, ${done}, saved ${ago(savedAt, now)}`;
  return { text: safeLine(text), type: run.continue };
}

function coloured(text: string, style: Style): string {
  return text
    .replace(/^(blocked|broken) /, (word) => style.red(word))
    .replace(/^(to approve|question) /, (word) => style.yellow(word))
    .replace(/^(Next|Unfinished|Running):/, (word) => style.bold(word));
}
