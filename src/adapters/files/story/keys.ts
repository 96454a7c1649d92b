/*
 * Changes single keys of a front matter and leaves all other bytes alone. The yaml package says where a key and its
 * value stand; it writes nothing, because its output folds and requotes.
 */
import type * as Yaml from "yaml";
import { formatScalar, type ScalarStyle, type ScalarValue } from "../../../domain/story/yaml-scalar.ts";
import { yamlPackage } from "./yaml.ts";

/** Keys to set; `null` removes. */
export type KeyChanges = Readonly<Record<string, ScalarValue>>;

/** A replacement of the bytes from `from` to `to`. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Pair = Yaml.Pair<Yaml.Scalar, Yaml.Node | null>;

/**
 * The keys' text with some of them changed. `text` lies between the lines that enclose the front matter, `current` is
 * what it says. A key that already has its value, or is to be removed and has none, keeps its bytes. New keys come last.
 */
export function patchKeys(
  text: string,
  current: Readonly<Record<string, unknown>>,
  changes: KeyChanges,
  eol: string,
): string {
  const open = Object.entries(changes).filter(([key, value]) => (current[key] ?? null) !== value);
  if (open.length === 0) return text;
  const map = yamlPackage().parseDocument(text).contents as Yaml.YAMLMap<
    Yaml.Scalar,
    Yaml.Node | null
  > | null;
  const pairs = new Map((map?.items ?? []).map((pair) => [pair.key.value, pair as Pair]));
  const flow = map?.flow === true;
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [key, value] of open) {
    const pair = pairs.get(key);
    if (!pair) added.push(`${key}: ${formatScalar(value, "plain", flow)}`);
    else if (value === null && !flow) edits.push(removal(text, pair));
    else edits.push(replacement(text, pair, value, flow, eol));
  }
  const end = map?.range?.[1] ?? 0;
  if (flow && added.length > 0) edits.push(intoBraces(text, end - 1, added));
  const patched = edits.sort((a, b) => b.from - a.from).reduce(apply, text);
  if (flow || added.length === 0) return patched;
  const indent = /^[ ]*/.exec(text.slice(lineStart(text, map?.range?.[0] ?? 0)))?.[0] ?? "";
  return patched + added.map((line) => indent + line + eol).join("");
}

function apply(text: string, { from, to, text: by }: Edit): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** Where a pair's key begins, and where its value does and ends. A key without a value ends at its colon. */
function extent(text: string, { key, value }: Pair): { from: number; start: number; to: number } {
  const [from, keyEnd] = key.range!;
  const range = value?.range;
  if (range && range[1] > range[0]) return { from, start: range[0], to: range[1] };
  const colon = text.indexOf(":", keyEnd) + 1;
  return { from, start: colon, to: colon };
}

function replacement(text: string, pair: Pair, value: ScalarValue, flow: boolean, eol: string): Edit {
  const { start, to } = extent(text, pair);
  const written = formatScalar(value, styleOf(pair), flow);
  // Block texts end with their last line feed; a key without a value has no space after its colon.
  const end = to > start && text[to - 1] === "\n" ? eol : "";
  return { from: start, to, text: (to === start ? " " : "") + written + end };
}

function styleOf({ value }: Pair): ScalarStyle {
  const type = (value as Yaml.Scalar | null)?.type;
  return type === "QUOTE_SINGLE" ? "single" : type === "QUOTE_DOUBLE" ? "double" : "plain";
}

/** Takes the whole line away; a comment at its end stays, on a line of its own. */
function removal(text: string, pair: Pair): Edit {
  const { from, to } = extent(text, pair);
  if (text[to - 1] === "\n") return { from: lineStart(text, from), to, text: "" };
  const feed = text.indexOf("\n", to);
  const lineEnd = feed < 0 ? text.length : feed + 1;
  const rest = text.slice(to, lineEnd);
  if (rest.trim() === "") return { from: lineStart(text, from), to: lineEnd, text: "" };
  return { from, to: to + rest.length - rest.trimStart().length, text: "" };
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function intoBraces(text: string, brace: number, added: readonly string[]): Edit {
  const before = text.slice(0, brace).trimEnd();
  const comma = before.endsWith(",") || before.endsWith("{") ? " " : ", ";
  return { from: before.length, to: before.length, text: comma + added.join(", ") };
}
