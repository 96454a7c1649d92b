import { demoteHeadings, type Line, type Scan, scanMarkdown } from "../markdown/markdown.ts";
import { safeText } from "../text/safe.ts";

/** Headings of the sections that the engine owns, by the step that writes them; found with or without markers. */
export const ownedHeadings: Readonly<Record<string, string>> = {
  research: "Research",
  plan: "Implementation Plan",
  review: "Review",
};

/** In characters; a story over 1 MB could not be read any more. */
const longestSection = 100_000;
const cutNote = "… cut here: the whole text is kept with the story's attempts.";

/** What goes into an owned section. */
export interface Section {
  readonly heading: string;
  /** Markdown, without the section's own heading. */
  readonly text: string;
}

/** Where a section is: the whole of it with heading and markers, and what lies between markers or below the heading. */
interface Found {
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly to: number;
  readonly level: number;
  readonly marked: boolean;
}

/**
 * Writes owned sections into a story's text: each replaces the one that is there, or is added at the end. Headings are
 * demoted below the section's own, control characters removed, and marker-like text made harmless. Every byte outside
 * the sections stays. Writing the same again changes nothing.
 */
export function writeSections(
  body: string,
  sections: Readonly<Record<string, Section>>,
  eol: string,
): string {
  let result = body;
  for (const [id, section] of Object.entries(sections)) result = writeSection(result, id, section, eol);
  return result;
}

/** The text of a section, as it stands in a story; undefined where there is none. */
export function readSection(body: string, id: string, heading: string): string | undefined {
  const found = findSection(scanMarkdown(body), id, heading);
  return found && body.slice(found.start, found.end).trim();
}

/** A story's text less the sections that the engine owns: what a person wrote. Blank lines do not count. */
export function bodyWithoutOwnedSections(body: string): string {
  return withoutOwnedSections(body)
    .replace(/\n\s*\n/g, "\n")
    .trim();
}

/** The same with its blank lines, for readers. Line endings become `\n`. */
export function withoutOwnedSections(body: string): string {
  let rest = body.replaceAll("\r\n", "\n");
  for (const id of new Set([...Object.keys(ownedHeadings), ...markedIds(rest)])) {
    for (;;) {
      const found = findSection(scanMarkdown(rest), id, ownedHeadings[id]);
      if (!found) break;
      rest = `${rest.slice(0, found.from)}\n${rest.slice(found.to)}`;
    }
  }
  return rest.trim();
}

function writeSection(body: string, id: string, section: Section, eol: string): string {
  const scan = scanMarkdown(body);
  const found = findSection(scan, id, section.heading);
  const text = contentOf(section.text, found?.level ?? 2);
  const lines = (list: string[]) => list.join("\n").replaceAll("\n", eol);
  const inner = text === "" ? [] : [text];
  if (found?.marked) return body.slice(0, found.start) + lines([...inner, ""]) + body.slice(found.end);
  const block = [openMarker(id), ...inner, closeMarker(id), ""];
  if (found) {
    const head = body.slice(0, found.start);
    return head + (head.endsWith("\n") ? "" : eol) + lines(["", ...block]) + body.slice(found.end);
  }
  const ends = scan.closer === "" ? body : body + (body.endsWith("\n") ? "" : eol) + scan.closer + eol;
  const gap = ends === "" || /\n\r?\n$/.test(ends) ? "" : ends.endsWith("\n") ? eol : eol + eol;
  return ends + gap + lines([`## ${section.heading}`, "", ...block]);
}

function openMarker(id: string): string {
  return `<!-- agentic-sdlc:${id} -->`;
}

function closeMarker(id: string): string {
  return `<!-- /agentic-sdlc:${id} -->`;
}

/** An agent's text as it may stand in a section: it can neither end the section nor begin another. */
function contentOf(text: string, sectionLevel: number): string {
  const plain = safeText(text.replace(/\r\n?/g, "\n")).replace(
    /<!--(?=\s*\/?\s*agentic-sdlc\s*:)/gi,
    "&lt;!--",
  );
  const cut = plain.length > longestSection ? `${plain.slice(0, longestSection)}\n\n${cutNote}` : plain;
  return demoteHeadings(cut.trim(), sectionLevel + 1);
}

/** The section's marked region; else the second-level heading of its name, up to the next that can end it. */
function findSection({ lines }: Scan, id: string, heading: string | undefined): Found | undefined {
  const marked = findMarked(lines, id);
  if (marked) {
    const [open, close] = marked;
    const above = lines.slice(0, open).findLastIndex((line) => line.level > 0);
    // The heading is the section's own where nothing but blank lines lies between.
    const own = above >= 0 && lines.slice(above + 1, open).every((line) => line.text.trim() === "");
    const from = lines[own ? above : open]!.start;
    const level = above >= 0 ? lines[above]!.level : 1;
    return {
      from,
      start: lines[open]!.end,
      end: lines[close]!.start,
      to: lines[close]!.end,
      level,
      marked: true,
    };
  }
  if (heading === undefined) return undefined;
  const at = lines.findIndex((line) => line.level === 2 && sameName(line.heading, heading));
  if (at < 0) return undefined;
  const next = lines.findIndex((line, i) => i > at && endsSection(id, line, lines[i + 1]));
  let last = next < 0 ? lines.length : next;
  while (last > at + 1 && lines[last - 1]!.text.trim() === "") last--;
  const { start: from, end: start } = lines[at]!;
  const end = lines[last - 1]!.end;
  return { from, start, end: Math.max(start, end), to: Math.max(start, end), level: 2, marked: false };
}

/** Opening and closing marker line. The nearest opening one counts, so that a stray one takes no text with it. */
function findMarked(lines: readonly Line[], id: string): [number, number] | undefined {
  let open: number | undefined;
  for (const [i, line] of lines.entries()) {
    if (line.inside) continue;
    const text = line.text.trim();
    if (text === openMarker(id)) open = i;
    else if (text === closeMarker(id) && open !== undefined) return [open, i];
  }
  return undefined;
}

/** Headings as high as a section's own, and markers of other sections, are where an unmarked section ends. */
function endsSection(id: string, line: Line, next: Line | undefined): boolean {
  if (line.inside) return false;
  if (isHigh(line) || /^<!-- \/?agentic-sdlc:/.test(line.text)) return !isMarkerOf(id, line.text);
  // The text of an underlined heading goes with its underline.
  return next !== undefined && isHigh(next) && line.text.trim() !== "" && next.heading === line.text.trim();
}

function isHigh(line: Line): boolean {
  return line.level === 1 || line.level === 2;
}

function isMarkerOf(id: string, text: string): boolean {
  return text.trim() === openMarker(id) || text.trim() === closeMarker(id);
}

function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function markedIds(body: string): string[] {
  return [...body.matchAll(/<!-- agentic-sdlc:([\w-]+) -->/g)].map((match) => match[1]!);
}
