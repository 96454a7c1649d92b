import { readFileSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";

/** A text file of the project: where it really lies, and what it says. */
export interface ProjectText {
  readonly realPath: string;
  readonly text: string;
}

/**
 * Reads a text file of the project; undefined where there is none. Throws UserError (exit 2) for a link that leads out
 * of the project (what it says would go to the agent's provider), and for what cannot be read.
 */
export function readProjectText(root: string, file: string): ProjectText | undefined {
  const path = join(root, file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const realPath = realpathSync(path);
  const inside = relative(realpathSync(root), realPath);
  if (isAbsolute(inside) || /^\.\.([/\\]|$)/.test(inside)) {
    throw new UserError(ExitCode.usage, `${file} is a link that leads out of the project`, {
      why: "What it says would be part of every prompt.",
      fix: `Replace it by a file: ${file}`,
    });
  }
  try {
    return { realPath, text: readFileSync(realPath, "utf8") };
  } catch (error) {
    throw new UserError(ExitCode.usage, `Could not read ${file}`, {
      why: error instanceof Error ? error.message : String(error),
      fix: "Make it readable, or remove it",
      cause: error,
    });
  }
}
