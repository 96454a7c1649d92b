import { isDouble, Numeral, numberOf } from "./numeral.ts";

/** What JSON holds, its numbers with their digits. */
export type Exact =
  | null
  | boolean
  | number
  | string
  | Numeral
  | readonly Exact[]
  | { readonly [key: string]: Exact };

/** Some number may be written otherwise than a double would be. Most texts have none such. */
const perhaps = /[\d.]{16}|\.\d*0(?!\d)|\d[eE]|-0/;
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reads JSON; numbers keep their digits. Throws SyntaxError. */
export function parseJson(text: string): Exact {
  const plain: Exact = JSON.parse(text);
  if (!perhaps.test(text)) return plain;
  let found = false;
  // A number that a double does not keep stands as a text that no other text is, until all is read.
  const marked = text.replace(token, (one, at: number) => {
    if (one.startsWith('"'))
      return one.startsWith('"\\u0000') && !isKey(text, at + one.length) ? `"\\u0000s${one.slice(1)}` : one;
    const number = numberOf(one);
    if (!(number instanceof Numeral)) return one;
    found = true;
    return `"\\u0000n${one}"`;
  });
  if (!found) return plain;
  return JSON.parse(marked, (_key, value) => {
    if (typeof value !== "string" || !value.startsWith("\0")) return value;
    return value[1] === "n" ? new Numeral(value.slice(2)) : value.slice(2);
  });
}

function isKey(text: string, end: number): boolean {
  const next = /\S/g;
  next.lastIndex = end;
  return next.exec(text)?.[0] === ":";
}

/** Writes plain data as `JSON.stringify` does, numbers with their digits. */
export function writeJson(value: unknown): string {
  return written(value) ?? "null";
}

/** Undefined for what JSON cannot hold. */
function written(value: unknown): string | undefined {
  if (value instanceof Numeral) return value.toJson();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  const members = Object.entries(value).flatMap(([key, of]) => {
    const member = written(of);
    return member === undefined ? [] : [`${JSON.stringify(key)}:${member}`];
  });
  return `{${members.join(",")}}`;
}

/** The same data for whoever knows doubles alone: a number whose value no double has is the text of its digits. */
export function plainJson(value: Exact): unknown {
  if (value instanceof Numeral) {
    return isDouble(value) ? value.valueOf() : String(value);
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plainJson);
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, plainJson(of)]));
}
