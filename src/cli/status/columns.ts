import type { BoardReport, StoryLine } from "../../app/view/board.ts";
import { type Status, statuses } from "../../domain/story/story.ts";
import { safeLine } from "../../domain/text/safe.ts";
import { holdWord } from "../story/hold.ts";
import { marks } from "../story/marks.ts";
import { type Style, styles } from "../style.ts";
import { pad } from "../table.ts";

/** Below this width, four columns tell less than a list. */
export const leastColumns = 60;

const gap = 2;

export const titles: Readonly<Record<Status, string>> = {
  backlog: "Backlog",
  ready: "Ready",
  "in-progress": "In progress",
  done: "Done",
};

interface Cell {
  readonly text: string;
  readonly style: (text: string) => string;
}

/** The board as four columns side by side, within `width` columns of a terminal. */
export function boardColumns(report: BoardReport, width: number, style: Style): string[] {
  const each = Math.floor((width - gap * (statuses.length - 1)) / statuses.length);
  const columns = statuses.map((status) => column(report, status, style));
  const height = Math.max(...columns.map((cells) => cells.length));
  const lines: string[] = [];
  for (let at = 0; at < height; at++) {
    const cells = columns.map((cells) => cells[at] ?? { text: "", style: plain });
    lines.push(
      cells
        .map((cell) => cell.style(pad(cell.text, each)))
        .join(" ".repeat(gap))
        .trimEnd(),
    );
  }
  return lines;
}

function column(report: BoardReport, status: Status, style: Style): Cell[] {
  const stories = report.stories.filter((story) => story.status === status);
  const more = status === "done" ? report.doneNotShown : 0;
  return [
    { text: `${titles[status]} ${report.counts[status]}`, style: style.bold },
    ...stories.flatMap((story) => storyCells(story, style)),
    ...(more > 0 ? [{ text: `… ${more} more: --all`, style: style.dim }] : []),
  ];
}

function storyCells(story: StoryLine, style: Style): Cell[] {
  const { slug, priority, status, progress, held } = story;
  if (status === "done" && !held) return [{ text: `✓ ${safeLine(slug)}`, style: plain }];
  const word = held ? ` ${holdWord(held.kind)}` : running(story);
  const plainMarks = marks(progress, colourless);
  return [
    { text: `${priority} ${safeLine(slug)}`, style: held?.kind === "blocked" ? style.red : plain },
    {
      text: `  ${plainMarks}${word}`,
      style: (text) => text.replace(plainMarks, () => marks(progress, style)),
    },
  ];
}

function running({ progress }: StoryLine): string {
  const step = progress.find(({ state }) => state === "running");
  return step ? ` ${step.step}` : "";
}

const plain = (text: string) => text;
const colourless = styles(false);
