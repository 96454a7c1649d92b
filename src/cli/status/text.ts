import type { BoardReport } from "../../app/view/board.ts";
import type { CommandContext } from "../context.ts";
import { legend } from "../story/marks.ts";
import { styles } from "../style.ts";
import { boardColumns, leastColumns } from "./columns.ts";
import { boardList } from "./list.ts";
import { boardNotes } from "./notes.ts";

/** The board and what is to be said of it, fitted to the terminal; a plain list without one. */
export function boardText(
  ctx: Pick<CommandContext, "columns" | "color" | "now">,
  report: BoardReport,
): string[] {
  const { columns: width } = ctx;
  const style = styles(ctx.color);
  const sideBySide = width >= leastColumns;
  return [
    ...(sideBySide ? boardColumns(report, width, style) : boardList(report, width)),
    ...(sideBySide && report.stories.length > 0 ? ["", style.dim(legend)] : []),
    "",
    ...boardNotes(report, { width, style, now: ctx.now() }),
  ];
}
