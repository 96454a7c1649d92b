import { isObject, type Json } from "../../../domain/text/json.ts";
import { isString } from "../json/fields.ts";

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

/** What a person is shown of a tool's input; files from the workspace's root. */
export function detailOf(input: unknown, workspace: string): string {
  const detail = isObject(input) ? toolDetail(input) : "";
  return detail.replaceAll(`${workspace}/`, "");
}
