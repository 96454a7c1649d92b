import type { BoardReport, StoryLine } from "../../app/view/board.ts";
import { statuses } from "../../domain/story/story.ts";
import { holdWord } from "../story/hold.ts";
import { marks } from "../story/marks.ts";
import { styles } from "../style.ts";
import { table } from "../table.ts";
import { titles } from "./columns.ts";

const plain = styles(false);

/** The board as a list, status by status: for pipes, mails, and narrow terminals. `width` 0 cuts nothing. */
export function boardList(report: BoardReport, width: number): string[] {
  // Stories that nothing tells apart share their progress.
  const drawn = new Map<StoryLine["progress"], string>();
  const marksOf = (progress: StoryLine["progress"]) => {
    const known = drawn.get(progress) ?? marks(progress, plain);
    drawn.set(progress, known);
    return known;
  };
  const { stories } = report;
  const lines = table(
    stories.map((story) => row(story, marksOf(story.progress))),
    "  ",
    width,
  );
  return statuses.flatMap((status) => {
    const own = lines.filter((_, at) => stories[at]?.status === status);
    const more =
      status === "done" && report.doneNotShown > 0 ? [`  … ${report.doneNotShown} more: --all`] : [];
    return [`${titles[status]} (${report.counts[status]})`, ...own, ...more];
  });
}

function row({ priority, slug, held, title }: StoryLine, progress: string): string[] {
  return [String(priority), slug, progress, held ? holdWord(held.kind) : "", title];
}
