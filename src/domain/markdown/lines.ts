/** A line of Markdown, and whether it belongs to a fenced code block (the fences themselves included). */
export interface MarkdownLine {
  /** Without its line ending. */
  readonly text: string;
  readonly fenced: boolean;
}

/** A fenced code block. */
export interface FencedBlock {
  /** What follows the opening fence, in lower case: `json` */
  readonly info: string;
  readonly text: string;
  /** Index of its first line (the opening fence) and of the line after its last one. */
  readonly from: number;
  readonly to: number;
  /** False where the text ends before the block does. */
  readonly closed: boolean;
}

const opening = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** Splits Markdown into lines that know whether they are code, as CommonMark has it. */
export function markdownLines(text: string): MarkdownLine[] {
  const lines = text.split(/\r\n|\n|\r/);
  const fenced = new Set<number>();
  for (const { from, to } of fencedBlocks(text)) for (let at = from; at < to; at++) fenced.add(at);
  return lines.map((line, at) => ({ text: line, fenced: fenced.has(at) }));
}

/** The fenced code blocks of a text, in order. */
export function fencedBlocks(text: string): FencedBlock[] {
  const lines = text.split(/\r\n|\n|\r/);
  const blocks: FencedBlock[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [, fence = "", info = ""] = opening.exec(lines[at]!) ?? [];
    if (fence === "" || (fence.startsWith("`") && info.includes("`"))) continue;
    let end = at + 1;
    while (end < lines.length && !closes(lines[end]!, fence)) end++;
    const closed = end < lines.length;
    const to = closed ? end + 1 : lines.length;
    const inner = lines.slice(at + 1, end).join("\n");
    blocks.push({ info: info.trim().toLowerCase(), text: inner, from: at, to, closed });
    at = to - 1;
  }
  return blocks;
}

function closes(line: string, fence: string): boolean {
  const found = opening.exec(line);
  return (
    found !== null && found[1]![0] === fence[0] && found[1]!.length >= fence.length && found[2]!.trim() === ""
  );
}
