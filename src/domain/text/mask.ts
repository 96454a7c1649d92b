import type { ReviewIssue } from "../agent/review-issues.ts";

/** Shorter values are ordinary words too often: masking them would destroy text and protect nothing. */
const shortest = 8;
/** What a person says is secret is. */
export const shortestNamed = 3;
const hidden = "***";

/**
 * A function that replaces every secret in a text by `***`: as it is, JSON-escaped, URL-encoded, and in base64 (also
 * inside a longer encoded text, as in `user:token`). Secrets of several lines are also replaced line by line.
 * Values of fewer than 8 characters are left alone, but for those that are `named` secrets: they count from 3 on, as
 * they are.
 */
export function makeMask(values: readonly string[], named: readonly string[] = []): (text: string) => string {
  const encoded = values
    .flatMap(parts)
    .flatMap(forms)
    .filter((n) => n.length >= shortest);
  const needles = [...new Set([...encoded, ...named.filter((value) => value.length >= shortestNamed)])];
  if (needles.length === 0) return (text) => text;
  return (text) => hide(text, merge(needles.flatMap((needle) => occurrences(text, needle))));
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

/** The value itself, and each line of it that is long enough to be recognised. */
function parts(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  return [value, value.trim(), ...lines].filter((part) => part.length >= shortest);
}

function forms(value: string): string[] {
  const wellFormed = new TextDecoder().decode(new TextEncoder().encode(value));
  const url = encodeURIComponent(wellFormed);
  const base64 = base64Forms(value);
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll("%20", "+"),
    ...base64,
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/**
 * Base64 of the value alone, and the characters that it alone decides when it begins at the first, second or third
 * byte of a group within a longer text.
 */
function base64Forms(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  const inside = [0, 1, 2].map((before) => {
    const encoded = encode(new Uint8Array([...new Uint8Array(before), ...bytes]));
    const full = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), full);
  });
  const alone = encode(bytes);
  return [alone, alone.replace(/=+$/, ""), ...inside];
}

function encode(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

type Range = readonly [start: number, end: number];

function occurrences(text: string, needle: string): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    ranges.push([at, at + needle.length]);
  }
  return ranges;
}

/** Overlapping secrets become one hole: replacing them one after the other would leave the rest of the second. */
function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)];
    else merged.push([start, end]);
  }
  return merged;
}

function hide(text: string, ranges: readonly Range[]): string {
  let result = "";
  let from = 0;
  for (const [start, end] of ranges) {
    result += text.slice(from, start) + hidden;
    from = end;
  }
  return result + text.slice(from);
}
