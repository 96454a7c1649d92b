/** A line of a Markdown text, with what the lines before it make of it. */
export interface Line {
  /** Without its line ending. */
  readonly text: string;
  /** Where it starts, and where the next one does. */
  readonly start: number;
  readonly end: number;
  /** 1 to 6 for a heading outside code fences and comments, else 0. An underlined heading is on its underline. */
  readonly level: number;
  /** The heading's text, or "". */
  readonly heading: string;
  /** Within a code fence, or a comment that an earlier line began: neither a heading nor a marker. */
  readonly inside: boolean;
}

/** A text's lines, and what would have to be written to close what it leaves open: "```", "-->" or "". */
export interface Scan {
  readonly lines: readonly Line[];
  readonly closer: string;
}

/** What a line is within: a code fence (its marker, and how far its list item indents it), a comment, or neither. */
type Block = { readonly fence: string; readonly indent: number } | "comment" | undefined;

const fenceStart = /^( {0,3}(?:(?:[-*+]|\d{1,9}[.)]) +)*)(`{3,}(?=[^`]*$)|~{3,})/;
const atxHeading = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const underline = /^ {0,3}(?:(=+)|-{2,})[ \t]*$/;
/** What can be a heading when it is underlined: no list, quote, table, heading or comment. */
const paragraph = /^ {0,3}(?![-*+>#|<=]|\d+[.)])\S/;

const marker = /^<!-- (\/?)agentic-sdlc:([\w-]+) -->[ \t]*$/;

/**
 * Reads a Markdown text as far as headings, code fences and comments go. What is left open between the markers of a
 * section that we own ends at its closing marker.
 */
export function scanMarkdown(text: string): Scan {
  const lines: Line[] = [];
  let block: Block;
  let section: string | undefined;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 ? text.length : feed + 1;
    const line = text.slice(start, end).replace(/\r?\n$/, "");
    const [, slash, id] = marker.exec(line) ?? [];
    const closes = slash === "/" && id === section;
    const within: Block = closes || leaves(block, line) ? undefined : block;
    if (id !== undefined && within === undefined) section = slash === "/" ? undefined : id;
    const before = lines.at(-1);
    const heading = within ? undefined : headingOf(line, before?.inside ? "" : (before?.text ?? ""));
    block = within ? after(within, line) : opened(line);
    const inside = within !== undefined || typeof block === "object";
    lines.push({ text: line, start, end, level: heading?.level ?? 0, heading: heading?.text ?? "", inside });
    start = end;
  }
  return { lines, closer: closerOf(block) };
}

/** A fence in a list item needs none: the next line that is not indented ends it. */
function closerOf(block: Block): string {
  if (block === "comment") return "-->";
  return block === undefined || block.indent > 0 ? "" : block.fence;
}

/** A fence in a list item ends where the item does: at a line that is indented less. */
function leaves(block: Block, line: string): boolean {
  return typeof block === "object" && block.indent > 0 && line.trim() !== "" && indentOf(line) < block.indent;
}

function after(block: "comment" | { fence: string; indent: number }, line: string): Block {
  if (block === "comment") return line.includes("-->") ? undefined : block;
  const closing = /^ *(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
  const closes = closing?.startsWith(block.fence) && indentOf(line) <= block.indent + 3;
  return closes ? undefined : block;
}

function opened(line: string): Block {
  const [, prefix = "", fence] = fenceStart.exec(line) ?? [];
  if (fence !== undefined) return { fence, indent: /\S/.test(prefix) ? prefix.length : 0 };
  const comment = /^ {0,3}<!--/.test(line) && !line.includes("-->", line.indexOf("<!--") + 2);
  return comment ? "comment" : undefined;
}

function headingOf(line: string, before: string): { level: number; text: string } | undefined {
  const atx = atxHeading.exec(line);
  if (atx) return { level: atx[1]!.length, text: withoutClosingMarks(line.slice(atx[0].length).trim()) };
  const under = underline.exec(line);
  if (under && paragraph.test(before)) return { level: under[1] ? 1 : 2, text: before.trim() };
  return undefined;
}

/** `## Heading ##` is `Heading`. Not a pattern: one that finds the end of a line can take forever on a long one. */
function withoutClosingMarks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "#") end--;
  return end === 0 || /[ \t]/.test(text[end - 1]!) ? text.slice(0, end).trim() : text;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/**
 * A text whose highest heading is on `level`: all its headings are moved down (never up) by the same number of levels,
 * 6 being the lowest. Underlined headings become ones with `#`. What the text leaves open is closed.
 */
export function demoteHeadings(text: string, level: number): string {
  const { lines, closer } = scanMarkdown(text);
  const top = Math.min(...lines.filter((l) => l.level > 0).map((l) => l.level));
  const by = Math.max(0, level - top);
  const out: string[] = [];
  for (const line of lines) {
    if (line.level === 0) {
      out.push(line.text);
      continue;
    }
    const marks = "#".repeat(Math.min(6, line.level + by));
    if (underline.test(line.text)) out.pop();
    out.push(`${marks} ${line.heading}`.trimEnd());
  }
  return [...out, ...(closer === "" ? [] : [closer])].join("\n");
}
