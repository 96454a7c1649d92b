import { chmodSync, lstatSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";
import { isObject } from "../../../domain/text/json.ts";
import { fieldsOf, isString } from "../json/fields.ts";

/** What an attempt did to one file of its workspace. */
export interface Edit {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** The file's content; `null`: it is deleted. */
  readonly content: Buffer | null;
  readonly executable: boolean;
}

/** An edit as a cassette writes it: text, or what text cannot hold, or `null`. */
export type TapedEdit =
  | string
  | null
  | { readonly content?: string; readonly base64?: string; readonly executable?: boolean };

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";

/** Reads a cassette's edit; what is wrong with it is told. */
export function editOf(path: string, value: unknown, tell: (problem: string) => void): Edit {
  const problem = pathProblem(path);
  if (problem) tell(`edits: ${JSON.stringify(path)} ${problem}`);
  if (value === null) return { path, content: null, executable: false };
  if (isString(value)) return { path, content: Buffer.from(value), executable: false };
  if (!isObject(value)) tell(`edits: ${JSON.stringify(path)} must be a text, null or an object`);
  const fields = fieldsOf(isObject(value) ? value : {}, tell, `edits[${JSON.stringify(path)}].`);
  const base64 = fields.get("base64", isString, "a string");
  const content = fields.get("content", isString, "a string");
  return {
    path,
    content: base64 === undefined ? Buffer.from(content ?? "") : Buffer.from(base64, "base64"),
    executable: fields.get("executable", isBoolean, "true or false") ?? false,
  };
}

/** Writes an edit for a cassette. */
export function tapeEdit({ content, executable }: Edit): TapedEdit {
  if (content === null) return null;
  const text = content.toString("utf8");
  const isText = Buffer.from(text).equals(content);
  if (isText && !executable) return text;
  return {
    ...(isText ? { content: text } : { base64: content.toString("base64") }),
    ...(executable ? { executable } : {}),
  };
}

/** Makes an edit in a workspace. Throws when its path leads out of it, be it through a symbolic link. */
export function applyEdit(workspace: string, edit: Edit): void {
  const problem = pathProblem(edit.path);
  if (problem) throw new Error(`${JSON.stringify(edit.path)} ${problem}`);
  const file = join(workspace, edit.path);
  const inside = `${realpathSync(workspace)}${sep}`;
  if (!`${realpathSync(existing(dirname(file)))}${sep}`.startsWith(inside)) {
    throw new Error(`${JSON.stringify(edit.path)} leads out of the workspace`);
  }
  // Also so that a link is replaced, not followed. A folder is not removed: that fails.
  rmSync(file, { force: true });
  if (edit.content === null) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, edit.content, { flag: "wx" });
  if (edit.executable) chmodSync(file, 0o755);
}

/** The folder itself, or the nearest above it that is there. */
function existing(folder: string): string {
  return lstatSync(folder, { throwIfNoEntry: false }) ? folder : existing(dirname(folder));
}

/** What is wrong with an edit's path; undefined if nothing is. */
export function pathProblem(path: string): string | undefined {
  const parts = path.split("/");
  if (isAbsolute(path) || /[\\\0:]/.test(path) || parts.some((part) => ["", ".", ".."].includes(part))) {
    return "is not a path inside the workspace";
  }
  return parts.some((part) => part.toLowerCase() === ".git") ? "is git's own" : undefined;
}
