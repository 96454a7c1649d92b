/** Lines that a merge leaves where both sides changed the same: its two ends, and what lies between them. */
export const conflictMarkers = /^(?:<{7}|>{7}|\|{7})(?= |$)|^={7}$/gm;

/**
 * The 1-based line of a merge conflict's marker; undefined where there is none. A line of seven equals signs is an
 * underlined heading, unless one of the others is there.
 */
export function conflictLine(text: string): number | undefined {
  if (!text.includes("<<<<<<<") && !text.includes(">>>>>>>")) return undefined;
  const lines = text.split(/\r?\n/);
  const opens = lines.findIndex((line) => /^<{7}( |$)/.test(line));
  if (opens >= 0) return opens + 1;
  // Seven levels of quotes are no end of a conflict, unless its middle is above them.
  const middle = lines.findIndex((line) => /^={7}$/.test(line));
  const closes = lines.findIndex((line, i) => i > middle && /^>{7}( |$)/.test(line));
  return middle >= 0 && closes >= 0 ? closes + 1 : undefined;
}
