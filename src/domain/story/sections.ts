import { demoteHeadings, type Line, type Scan, scanMarkdown } from "../markdown/markdown.ts";
import { safeText } from "../text/safe.ts";
import { conflictMarkers } from "./conflict.ts";

/** Headings of the sections that the engine writes, by the step that writes them. Its own are those between markers. */
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

/** Where a section of ours is: the whole of it with its heading and markers, and what lies between the markers. */
interface Found {
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly to: number;
  /** Of the heading above it. */
  readonly level: number;
}

/**
 * Writes owned sections into a story's text: each replaces what stands between its own markers, or is added at the end, also
 * where a person wrote a section of that name: that is text of the story, and stays. Headings are demoted below the
 * section's own, control characters removed, and text that looks like our markers, or a merge conflict's, made harmless.
 * Every byte outside the markers stays. Writing the same again changes nothing.
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

/** What was written into a section; undefined where there is none between markers. */
export function readSection(body: string, id: string): string | undefined {
  const found = findSection(scanMarkdown(body), id);
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
  for (const id of new Set(markedIds(rest))) {
    for (;;) {
      const found = findSection(scanMarkdown(rest), id);
      if (!found) break;
      rest = `${rest.slice(0, found.from)}\n${rest.slice(found.to)}`;
    }
  }
  return rest.trim();
}

function writeSection(body: string, id: string, section: Section, eol: string): string {
  const scan = scanMarkdown(body);
  const found = findSection(scan, id);
  const text = contentOf(section.text, found?.level ?? 2);
  const lines = (list: string[]) => list.join("\n").replaceAll("\n", eol);
  const inner = text === "" ? [] : [text];
  if (found) return body.slice(0, found.start) + lines([...inner, ""]) + body.slice(found.end);
  const block = [openMarker(id), ...inner, closeMarker(id), ""];
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
  return demoteHeadings(cut.trim(), sectionLevel + 1).replace(conflictMarkers, " $&");
}

function findSection({ lines }: Scan, id: string): Found | undefined {
  const marked = findMarked(lines, id);
  if (!marked) return undefined;
  const [open, close] = marked;
  const above = lines.slice(0, open).findLastIndex((line) => line.level > 0);
  // The heading is the section's own where nothing but blank lines lies between.
  const own = above >= 0 && lines.slice(above + 1, open).every((line) => line.text.trim() === "");
  const from = lines[own ? above : open]!.start;
  const level = above >= 0 ? lines[above]!.level : 1;
  return { from, start: lines[open]!.end, end: lines[close]!.start, to: lines[close]!.end, level };
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

function markedIds(body: string): string[] {
  return [...body.matchAll(/<!-- agentic-sdlc:([\w-]+) -->/g)].map((match) => match[1]!);
}
