import type { Problem } from "../../../domain/story/story.ts";
import { safeLine } from "../../../domain/text/safe.ts";
import { asYamlError } from "./front-matter.ts";

/** The front matter is a list, or one value. */
export const noKeys: Problem = {
  message: "the front matter is not keys and values",
  line: 2,
  fix: "Write key: value lines",
};

/** Its aliases stand for more than anybody has written. */
export const endless: Problem = {
  message: "the front matter's YAML aliases stand for too much",
  line: 2,
  fix: "Write out what they stand for, or remove it",
};

/** Values, each counted as often as it stands anywhere. */
const mostValues = 100_000;

/** Whether data holds more values than can be gone through one by one, by way of aliases. */
export function isEndless(data: unknown): boolean {
  const open = [data];
  for (let seen = 0; open.length > 0; seen++) {
    if (seen + open.length > mostValues) return true;
    const value = open.pop();
    if (typeof value === "object" && value !== null) open.push(...Object.values(value));
  }
  return false;
}

/** What is wrong with a front matter's YAML, by the line in the file. `text`: what lies between the lines of dashes. */
export function yamlProblem(error: unknown, text: string): Problem {
  const found = asYamlError(error);
  if (!found) {
    // Nesting deep enough to exhaust the stack, for one.
    return { message: "the front matter cannot be read", line: 2, fix: "Write key: value lines" };
  }
  const mark = found.mark?.line;
  const reason = safeLine(found.reason ?? "unreadable").slice(0, 200);
  // The parser notices only at the next line, or the one after.
  const lines = text.split(/\r?\n/).slice(0, typeof mark === "number" ? mark + 1 : 0);
  const glued = lines.findIndex((line) => /^\w[\w-]*:[^\s:/][^:]*$/.test(line) && !/:\s/.test(line));
  if (glued >= 0) {
    const [key = "", value = ""] = lines[glued]!.split(/:(.*)/);
    const message = `bad YAML: no space after the colon of ${safeLine(key)}`;
    return { message, line: glued + 2, fix: `Write ${safeLine(`${key}: ${value}`).slice(0, 100)}` };
  }
  const tagged = reason.startsWith("unknown tag") ? lines.findIndex((line) => /:\s+!/.test(line)) : -1;
  const fix = tagged < 0 ? "Mend that line; quote text that holds : or #" : "Quote text that begins with !";
  // 0-based, and counted from the line after the opening one.
  const at = tagged < 0 ? mark : tagged;
  return { message: `bad YAML: ${reason}`, line: typeof at === "number" ? at + 2 : 2, fix };
}
