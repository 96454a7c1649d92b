let segmenter: Intl.Segmenter | undefined;

/** Made when first needed: it costs more than all the rest of a short command. */
function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** East Asian wide characters and emoji; near enough to cut a line before the edge, which is all it is for. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[\u{20000}-\u{3fffd}]/u;

/** Western text and the marks of the board: one column each, with nothing that combines. */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e→✓▶]*$/;

/** How many columns of a terminal a text takes; near enough, and quick for western text. */
export function columnsOf(text: string): number {
  if (narrow.test(text)) return text.length;
  let used = 0;
  for (const { segment } of segments(text)) used += wide.test(segment) ? 2 : 1;
  return used;
}

/** Cuts `text` to at most `columns` terminal columns, with an `…` where something was cut. */
export function fitColumns(text: string, columns: number): string {
  let used = 0;
  let kept = "";
  let keptWithMark = "";
  for (const { segment } of segments(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > columns) return columns < 1 ? "" : `${keptWithMark}…`;
    kept += segment;
    if (used < columns) keptWithMark = kept;
  }
  return kept;
}
