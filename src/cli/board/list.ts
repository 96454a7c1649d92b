import { statuses } from "../../domain/story.ts";
import { holdWord } from "../story/hold.ts";
import { marks } from "../story/marks.ts";
import { styles } from "../style.ts";
import { table } from "../table.ts";
import { titles } from "./columns.ts";
import type { BoardReport, StoryLine } from "./report.ts";

const plain = styles(false);

/** The board as a list, status by status: for pipes, mails, and narrow terminals. `width` 0 cuts nothing. */
export function boardList(report: BoardReport, width: number): string[] {
  const rows = report.stories.map(row);
  const lines = table(rows, "  ", width);
  const listed = report.stories.map((story, at) => ({ status: story.status, line: lines[at] ?? "" }));
  return statuses.flatMap((status) => {
    const own = listed.filter((item) => item.status === status).map((item) => item.line);
    const more =
      status === "done" && report.doneNotShown > 0 ? [`  … ${report.doneNotShown} more: --all`] : [];
    return [`${titles[status]} (${report.counts[status]})`, ...own, ...more];
  });
}

function row({ priority, slug, progress, held, title }: StoryLine): string[] {
  return [String(priority), slug, marks(progress, plain), held ? holdWord(held.kind) : "", title];
}
