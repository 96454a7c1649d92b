import { columnsOf, fitColumns } from "../adapters/reporters/width.ts";
import { safeLine } from "../domain/text/safe.ts";

/** Cuts a text to `columns` with an `…`, or fills it up with spaces. */
export function pad(text: string, columns: number): string {
  const short = cut(text, columns);
  return short + " ".repeat(Math.max(0, columns - columnsOf(short)));
}

/** Cuts a text to `columns` with an `…`; 0 means no limit. */
export function cut(text: string, columns: number): string {
  return columns === 0 || columnsOf(text) <= columns ? text : fitColumns(text, columns);
}

/** Rows of texts as aligned lines. Cells are made one line; `limit` columns a line, 0 for none. */
export function table(rows: readonly (readonly string[])[], indent: string, limit = 0): string[] {
  const cells = rows.map((row) => row.map(safeLine));
  const taken = cells.map((row) => row.map(columnsOf));
  const widths: number[] = [];
  for (const row of taken) {
    for (let at = 0; at < row.length; at++) widths[at] = Math.max(widths[at] ?? 0, row[at]!);
  }
  return cells.map((row, n) => {
    let line = indent;
    for (let at = 0; at < row.length; at++) {
      line += `${row[at]}${" ".repeat(widths[at]! - taken[n]![at]!)}  `;
    }
    return cut(line.trimEnd(), limit);
  });
}
