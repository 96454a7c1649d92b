import { fencedBlocks } from "../markdown/lines.ts";
import { scanMarkdown } from "../markdown/markdown.ts";
import { ownedHeadings, readSection } from "../story/sections.ts";
import type { StoryPatch } from "../story/story.ts";
import { bounded } from "../text/bounded.ts";
import { criteriaText } from "./answer-schema.ts";
import { issueLine } from "./digest.ts";
import { type GivenVerdict, parseVerdict } from "./verdict.ts";
import { statementsIn } from "./verdict-statements.ts";

/** Heading of the section that refine writes, where a story has no criteria. */
export const criteriaHeading = "Acceptance Criteria";

/** A story over 1 MB is broken; no answer may make it one. The whole of it stays in the attempt's folder. */
const maxSection = 64 * 1024;

/**
 * What of an agent's output goes into the story's text `body`: acceptance criteria only where a person wrote none,
 * research, plan and review their own section, everything else nothing. 64 KiB at most. `given`: what a review gave
 * beside its output.
 */
export function sectionText(
  action: string,
  output: string,
  body: string,
  given: GivenVerdict = {},
): NonNullable<StoryPatch["sections"]> {
  const heading = action === "refine" ? criteriaHeading : ownedHeadings[action];
  const answer = action === "refine" ? criteriaText(unwrapped(output)) : unwrapped(output);
  if (heading === undefined || (answer === "" && given.verdict === undefined)) return {};
  if (action === "refine" && hasOwnCriteria(body)) return {};
  const text =
    action === "review" ? reviewText(answer, given) : withoutHeading(answer, heading, action === "refine");
  return text === "" ? {} : { [action]: { heading, text: bounded(text, maxSection) } };
}

/** Criteria that a person wrote: under a heading of any level, and not between our markers. */
function hasOwnCriteria(body: string): boolean {
  if (body.includes("<!-- agentic-sdlc:refine -->")) return false;
  if (
    readSection(body, "refine", criteriaHeading)
      ?.replace(/<!--[\s\S]*?-->/g, "")
      .trim()
  )
    return true;
  const { lines } = scanMarkdown(body);
  return lines.some((line, at) => {
    if (!isNamed(line.heading, criteriaHeading)) return false;
    const next = lines.findIndex((l, i) => i > at && l.level > 0 && l.level <= line.level);
    const below = lines.slice(at + 1, next < 0 ? undefined : next).map((l) => l.text);
    return (
      below
        .join("\n")
        .replace(/<!--[\s\S]*?-->/g, "")
        .trim() !== ""
    );
  });
}

/** Agents like to answer in one big code block. */
function unwrapped(output: string): string {
  const text = output.trim();
  const [block] = fencedBlocks(text);
  const whole = block?.closed && block.from === 0 && block.to === text.split(/\r\n|\n|\r/).length;
  return whole && /^(markdown|md)?$/.test(block.info) ? block.text.trim() : text;
}

/** The text below the section's own heading, where the answer has one: at its beginning, or, `anywhere`, further down. */
function withoutHeading(text: string, heading: string, anywhere: boolean): string {
  const { lines } = scanMarkdown(text);
  const at = lines.findIndex((line) => isNamed(line.heading, heading));
  if (at < 0 || !(anywhere || lines.slice(0, at).every((line) => line.text.trim() === ""))) return text;
  const next = anywhere
    ? lines.findIndex((line, i) => i > at && line.level > 0 && line.level <= lines[at]!.level)
    : -1;
  return text.slice(lines[at]!.end, next < 0 ? undefined : lines[next]!.start).trim();
}

/** A review for people: its verdict, then its words, then the issues that are not in these. */
function reviewText(answer: string, given: GivenVerdict): string {
  const read = parseVerdict(answer, given);
  if ("problem" in read) return answer;
  const words = statementsIn(answer).text.trim();
  const more = read.issues.filter(({ description }) => !words.includes(description.trim()));
  const verdict = `**${read.verdict === "approved" ? "Approved" : "Rejected"}.**`;
  return [verdict, words, more.map(issueLine).join("\n")].filter(Boolean).join("\n\n");
}

function isNamed(heading: string, name: string): boolean {
  return heading.replace(/:\s*$/, "").trim().toLowerCase() === name.toLowerCase();
}
