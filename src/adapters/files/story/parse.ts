import { isUtf8 } from "node:buffer";
import { scanMarkdown } from "../../../domain/markdown/markdown.ts";
import { type FieldProblem, readableFields, readFields } from "../../../domain/story/fields.ts";
import { lineOfKey, type Parts, splitFrontMatter } from "../../../domain/story/front-matter.ts";
import { readPlainKeys } from "../../../domain/story/plain-keys.ts";
import type { BrokenStory, Problem, Status, Story } from "../../../domain/story/story.ts";
import { safeLine } from "../../../domain/text/safe.ts";
import { sha256 } from "../durable/sha256.ts";
import { asYamlError, readFrontMatterYaml } from "./front-matter.ts";

/** A story file may be this large, in bytes. */
export const largestStory = 1_000_000;

/** Whether a file of the board could not be read as a story. */
export function isBroken(story: Story | BrokenStory): story is BrokenStory {
  return "problem" in story;
}

/**
 * Reads a story from its file's bytes. `path` is relative to the project, `folder` the status that its kanban folder
 * stands for. Never throws: whatever cannot be read is a BrokenStory with line and fix. Evaluates nothing.
 */
export function parseStory(bytes: Buffer, path: string, slug: string, folder?: Status): Story | BrokenStory {
  const broken = (problem: Problem, data: Record<string, unknown> = {}): BrokenStory => {
    return { slug, path, ...readableFields(data), problem };
  };
  const text = textOf(bytes);
  if (typeof text !== "string") return broken(text);
  const parts = splitFrontMatter(text);
  if ("problem" in parts) return broken(parts.problem);
  const data = readKeys(parts);
  if ("problem" in data) return broken(data.problem);
  const { head, body } = parts;
  const heading = () => headingOf(body) ?? slug;
  const story = readFields(data.keys, { slug, path, body, hash: sha256(bytes), folder, heading });
  return "message" in story ? broken(problemOf(story, head), data.keys) : story;
}

/** The key of a story's front matter whose value breaks it; undefined where nothing is wrong, or more than one value. */
export function brokenKey(text: string, path: string, slug: string, folder?: Status): string | undefined {
  const parts = splitFrontMatter(text);
  const data = "problem" in parts ? parts : readKeys(parts);
  if ("problem" in data) return undefined;
  const story = readFields(data.keys, { slug, path, body: "", hash: "", folder, heading: () => slug });
  return "message" in story ? story.key : undefined;
}

/** The keys of a front matter as plain data, or what is wrong with its YAML. Dates stay text. */
export function readKeys(parts: Parts): { keys: Record<string, unknown> } | { problem: Problem } {
  const text = parts.head.slice(parts.start, parts.end);
  const plain = readPlainKeys(text);
  if (plain) return { keys: plain };
  try {
    const data = readFrontMatterYaml(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data))
      return { keys: data as Record<string, unknown> };
    return {
      problem: { message: "the front matter is not keys and values", line: 2, fix: "Write key: value lines" },
    };
  } catch (error) {
    return { problem: yamlProblem(error) };
  }
}

function textOf(bytes: Buffer): string | Problem {
  if (bytes.length > largestStory) {
    return { message: "the file is over 1 MB", fix: "Move its attachments out of the story" };
  }
  if (!isUtf8(bytes)) return { message: "the file is not UTF-8 text", fix: "Save it as UTF-8" };
  const text = bytes.toString("utf8");
  const nul = text.indexOf("\0");
  if (nul < 0) return text;
  const line = text.slice(0, nul).split("\n").length;
  return {
    message: "the file holds NUL bytes: it is not text",
    line,
    fix: "Restore it, from git or a backup",
  };
}

function yamlProblem(error: unknown): Problem {
  const found = asYamlError(error);
  if (!found) {
    // Nesting deep enough to exhaust the stack, for one.
    return { message: "the front matter cannot be read", line: 2, fix: "Write key: value lines" };
  }
  // 0-based, and counted from the line after the opening one.
  const line = typeof found.mark?.line === "number" ? found.mark.line + 2 : 2;
  const reason = safeLine(found.reason ?? "unreadable").slice(0, 200);
  return { message: `bad YAML: ${reason}`, line, fix: "Mend that line; quote text that holds : or #" };
}

function problemOf({ key, message, fix }: FieldProblem, head: string): Problem {
  const line = lineOfKey(head, key) ?? 1;
  // What was read is not what is written: 0012 is the number 12, and quoted it is another id.
  const written = /^[^:]+:[ \t]+([\w.+-]+)[ \t]*(?:#.*)?$/.exec(head.split(/\r?\n/)[line - 1] ?? "")?.[1];
  const quote = fix.startsWith("Quote it") && written !== undefined;
  return { message, line, fix: quote ? `Quote it: ${key}: '${written}'` : fix };
}

/** The text of the first heading, `# …`, outside code. */
function headingOf(body: string): string | undefined {
  const heading = scanMarkdown(body).lines.find((line) => line.level === 1)?.heading;
  return heading === undefined ? undefined : safeLine(heading) || undefined;
}
