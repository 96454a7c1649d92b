import type { ReviewIssue } from "../agent/review-issues.ts";
import { wholeTexts } from "./secret/automaton.ts";
import { base64Forms } from "./secret/base64.ts";
import { anyPieces, type Search } from "./secret/search.ts";
import { givingAway, shortest } from "./secret/values.ts";
import { base64View, plainView, unescapedView, urlView, type View } from "./secret/view.ts";

/** What a person says is secret is. */
export const shortestNamed = 3;
const hidden = "***";
/** JSON in JSON in JSON: nobody wraps a text more often. */
const mostEscapes = 4;
/** So much of base64 in a row is no coincidence: a line of a longer one. */
const pieceWidth = 20;
const pieceLength = 1024 * 1024;
/** An escape that the beginning of a piece would cut in two. */
const margin = 64;

/**
 * A function that replaces every secret in a text by `***`: as it is, JSON-escaped, URL-encoded, in base64 (also inside a
 * longer encoded text, as in `user:token`, and broken into lines), and in any of these one inside another. What is in a
 * secret is one, too: its lines, the texts of its JSON, what it was encoded from. Values of fewer than 8 characters are
 * left alone, but for those that are `named` secrets: they count from 3 on, as they are. Its time grows with the text alone.
 */
export function makeMask(values: readonly string[], named: readonly string[] = []): (text: string) => string {
  const parts = [...new Set([...values, ...named].flatMap(givingAway))];
  const short = [...new Set(named)].filter((it) => it.length >= shortestNamed && it.length < shortest);
  if (parts.length + short.length === 0) return (text) => text;
  const encoded = parts.flatMap(base64Forms);
  const inBase64 = [wholeTexts(encoded), anyPieces(encoded, pieceWidth)];
  const asItIs = wholeTexts(parts.flatMap(urlForms));
  const shortOnes = wholeTexts(short);
  const overlap = 16 * parts.reduce((longest, part) => Math.max(longest, part.length), margin);
  return (text) => {
    const { add, hide } = holes();
    // Piece by piece: what is made of a text takes many times its memory.
    for (let at = 0; at < text.length; at += pieceLength) {
      const from = Math.max(0, at - margin);
      const plain = plainView(text.slice(from, at + pieceLength + overlap));
      const look = (view: View, search: Search) =>
        search(view.codes, (start, end) => add(from + view.starts[start]!, from + view.ends[end - 1]!));
      look(plain, shortOnes);
      for (const view of viewsOf(plain)) {
        look(view, asItIs);
        const packed = base64View(view);
        for (const search of inBase64) look(packed, search);
      }
    }
    return hide(text);
  };
}

/** A text as it is, and as those read it who take it for JSON, or for a URL. */
function* viewsOf(plain: View): Generator<View> {
  let view: View | undefined = plain;
  for (let depth = 0; view && depth <= mostEscapes; depth++, view = unescapedView(view)) {
    yield view;
    const url = urlView(view);
    if (url) yield url;
  }
}

/** A value as it is, and as a URL shows what is no ASCII; spaces may be written as `+` there. */
function urlForms(value: string): string[] {
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(value));
  const url = wellFormed.replace(/[^\0-\x7f]+/g, encodeURIComponent);
  return [value, url, url.replaceAll(" ", "+")];
}

/**
 * The values worth hiding: of variables whose name matches one of the patterns (`*` stands for anything, any case),
 * 8 characters or more. Our own mark, `AGENTIC_SDLC_TOKEN`, is no secret.
 */
export function secretValues(
  env: Readonly<Record<string, string | undefined>>,
  patterns: readonly string[],
): string[] {
  const tests = patterns.map(
    (pattern) => new RegExp(`^${pattern.split(/\*+/).map(escapeRegExp).join(".*")}$`, "i"),
  );
  const found = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && name !== "AGENTIC_SDLC_TOKEN" && tests.some((test) => test.test(name))
      ? [value]
      : [],
  );
  return [...new Set(found)].filter((value) => value.length >= shortest);
}

/** Every text of an issue, masked. */
export function maskIssue(issue: ReviewIssue, mask: (text: string) => string): ReviewIssue {
  const texts = Object.entries(issue).map(([key, value]) => [
    key,
    typeof value === "string" ? mask(value) : value,
  ]);
  return Object.fromEntries(texts) as ReviewIssue;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

type Range = readonly [start: number, end: number];

/** What is to be hidden. Overlapping secrets become one hole: one after the other would leave the rest of the second. */
function holes() {
  const ranges: Range[] = [];
  return {
    add(start: number, end: number): void {
      const last = ranges.at(-1);
      // Most come in order: a text full of them needs no list of them all.
      if (last && start >= last[0] && start <= last[1])
        ranges[ranges.length - 1] = [last[0], Math.max(last[1], end)];
      else ranges.push([start, end]);
    },
    hide(text: string): string {
      const shown: string[] = [];
      let from = 0;
      for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
        if (shown.length === 0 || start > from) shown.push(text.slice(from, start), hidden);
        from = Math.max(from, end);
      }
      return shown.length === 0 ? text : shown.join("") + text.slice(from);
    },
  };
}
