import { closeSync, constants, lstatSync, mkdirSync, openSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Json } from "../../../domain/text/json.ts";
import { readBounded } from "../../files/bounded.ts";
import { writeAll } from "../../files/durable/write.ts";
import { isAmount, isString } from "../json/fields.ts";

/** The files of a workspace, for an agent that has its client read and write them. All throw Errors that say why not. */
export interface WorkspaceFiles {
  /** `fs/read_text_file`. */
  read(params: Json): { readonly content: string };
  /** `fs/write_text_file`; missing folders are made. */
  write(params: Json): void;
  /** Whether a path, links followed, lies in the workspace. */
  isInside(path: string): boolean;
}

const maxBytes = 16 * 1024 * 1024;
/** A link put there meanwhile is not followed. */
const writing = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NOFOLLOW ?? 0);
/** Not for an agent to write through us: hooks and config would be run, and the other is the runner's own. */
const kept = new Set([".git", ".agentic-sdlc"]);

/** `workspace` is absolute; it need not exist before it is used. */
export function workspaceFiles(workspace: string): WorkspaceFiles {
  let known: string | undefined;
  // None, where the workspace is gone: then nothing is in it.
  const rootOf = (): string | undefined => {
    known ??= realOf(workspace);
    return known;
  };
  /** The path without links, where it lies in the workspace. */
  const inside = (path: string): string | undefined => {
    const root = rootOf();
    if (root === undefined) return undefined;
    const real = realOf(isAbsolute(path) ? path : join(root, path));
    return real !== undefined && (real === root || real.startsWith(root + sep)) ? real : undefined;
  };
  const resolved = ({ path }: Json): string => {
    if (!isString(path) || !isAbsolute(path)) throw new Error("path must be absolute");
    const real = inside(path);
    if (real === undefined) throw new Error(`${path} is not in the workspace`);
    return real;
  };
  return {
    isInside: (path) => inside(path) !== undefined,
    read(params) {
      const content = readBounded(resolved(params), maxBytes);
      if (content === undefined) throw new Error(`${String(params.path)} does not exist`);
      return { content: cut(content, params) };
    },
    write(params) {
      const file = resolved(params);
      if (!isString(params.content)) throw new Error("content must be a text");
      const parts = relative(rootOf()!, file).split(sep);
      if (parts.some((part) => kept.has(part.toLowerCase()))) {
        throw new Error(`${String(params.path)} may not be written`);
      }
      const stat = lstatSync(file, { throwIfNoEntry: false });
      if (stat && !stat.isFile()) throw new Error(`${String(params.path)} is not a file`);
      mkdirSync(dirname(file), { recursive: true });
      const fd = openSync(file, writing, 0o666);
      try {
        writeAll(fd, Buffer.from(params.content));
      } finally {
        closeSync(fd);
      }
    },
  };
}

/** The path with all links followed; what does not exist yet is added to the nearest folder that does. */
function realOf(path: string): string | undefined {
  const missing: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    try {
      return join(realpathSync(at), ...missing);
    } catch {
      // A link that leads nowhere would lead there once it is written.
      if (!isMissing(at) || dirname(at) === at) return undefined;
      missing.unshift(basename(at));
    }
  }
}

function isMissing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** `line` counts from 1. */
function cut(text: string, { line, limit }: Json): string {
  if (!isAmount(line) && !isAmount(limit)) return text;
  const from = isAmount(line) ? Math.max(0, line - 1) : 0;
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.slice(from, isAmount(limit) ? from + limit : undefined).join("");
}
