import { isAmount, isObject, isString } from "./fields.ts";

/** A JSON object that a program wrote. Nothing about it is sure. */
export type Json = Readonly<Record<string, unknown>>;

/** The event in a line of a program's output; undefined for whatever else programs print. */
export function eventOf(line: string): Json | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  try {
    const event: unknown = JSON.parse(line);
    return isObject(event) ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The object at a key; an empty one where there is none. */
export function objectAt(data: Json, key: string): Json {
  const value = data[key];
  return isObject(value) ? value : {};
}

/** The objects in the list at a key. */
export function objectsAt(data: Json, key: string): Json[] {
  const value = data[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The text at a key, where there is one. */
export function textAt(data: Json, key: string): string | undefined {
  const value = data[key];
  return isString(value) ? value : undefined;
}

/** The number, 0 or more, at a key, where there is one. */
export function amountAt(data: Json, key: string): number | undefined {
  const value = data[key];
  return isAmount(value) ? value : undefined;
}

const detailKeys = [
  "command",
  "file_path",
  "filePath",
  "path",
  "pattern",
  "query",
  "url",
  "skill",
  "description",
  "prompt",
];
const detailMax = 200;

/** What a tool was called with, in one line. */
export function toolDetail(input: Json): string {
  const said = detailKeys.map((key) => input[key]).find((value) => isString(value) && value !== "");
  return oneLine(isString(said) ? said : Object.keys(input).length === 0 ? "" : JSON.stringify(input));
}

/** A text in one line of 200 characters at most. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * detailMax)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > detailMax ? `${line.slice(0, detailMax - 1)}…` : line;
}
