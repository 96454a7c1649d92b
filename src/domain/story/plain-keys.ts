/*
 * Most front matter is lines of `key: plain value`, and a board may have ten thousand of them: a YAML parser takes
 * longer for them than all the rest of reading a board. This reads that subset, and leaves everything else to it.
 */

const plainText = /^[\x20-\x7e]*\r?$/;
/** key, then nothing, 'quoted', [list] or plain, then perhaps a comment. */
const keyLine =
  /^([a-z][a-z_]*):(?: +(?:'([^']*)'|\[([^\]#'"]*)\]|([A-Za-z0-9][\w .,/()@+-]*?)))? *(?: #.*)?\r?$/;
const longestLine = 500;

const word = /^[A-Za-z][\w.-]*$/;
const wholeNumber = /^(?:0|[1-9]\d{0,14})$/;
const date = /^\d{4}-\d\d-\d\d$/;

interface Pair {
  readonly key: string;
  readonly value: unknown;
}

/** A line that says nothing: empty, or a comment. */
const blank: Pair = { key: "", value: undefined };
/** Most lines of a story (`type: feature`, `plan_complete: false`) stand in many others, word for word. */
const known = new Map<string, Pair>();
const mostKnown = 1_000;

/**
 * The keys of a front matter that holds nothing but plain lines, as a YAML 1.2 parser (core schema) would read them;
 * undefined when any line is of another kind.
 */
export function readPlainKeys(text: string): Record<string, unknown> | undefined {
  const keys: Record<string, unknown> = {};
  for (const line of text.split("\n")) {
    const pair = known.get(line) ?? readLine(line);
    if (pair === blank) continue;
    if (pair === undefined || Object.hasOwn(keys, pair.key)) return undefined;
    keys[pair.key] = pair.value;
  }
  return keys;
}

function readLine(line: string): Pair | undefined {
  if (!plainText.test(line)) return undefined;
  // The pattern looks for the end of the value again and again: not on lines that nobody writes by hand.
  const match = line.length > longestLine ? null : keyLine.exec(line);
  if (match === null) return line === "" || line === "\r" || line.startsWith("#") ? blank : undefined;
  const [, key, quoted, list, plain] = match;
  const value = quoted ?? (list === undefined ? plainValue(plain) : plainList(list));
  if (value === undefined) return undefined;
  const pair = { key: key!, value };
  if (known.size < mostKnown) known.set(line, pair);
  return pair;
}

function plainValue(text: string | undefined): string | number | boolean | null | undefined {
  if (text === undefined) return null;
  const first = text.charCodeAt(0);
  if (first <= 0x39) return wholeNumber.test(text) ? Number(text) : date.test(text) ? text : undefined;
  if (text.length > 5) return text;
  if (text === "true") return true;
  if (text === "false") return false;
  return /^(?:true|false|null)$/i.test(text) ? undefined : text;
}

function plainList(text: string): string[] | undefined {
  if (text.trim() === "") return [];
  const items = text.split(",").map((item) => item.trim());
  return items.every((item) => word.test(item) && typeof plainValue(item) === "string") ? items : undefined;
}
