import { bounded } from "../../domain/text/bounded.ts";
import { readProjectText } from "./project-text.ts";

const bytesEach = 32 * 1024;

/** One of the project's conventions files. */
export interface Conventions {
  /** As config names it. */
  readonly file: string;
  /** At most 32 KiB of it. */
  readonly text: string;
}

/**
 * The conventions files that exist, in the order of config; a file by two names (`CLAUDE.md` is often a link to
 * `AGENTS.md`), or twice the same text, once. Throws UserError as `readProjectText` does.
 */
export function readConventions(root: string, files: readonly string[]): Conventions[] {
  const seen = new Set<string>();
  return files.flatMap((file) => {
    const found = readProjectText(root, file);
    if (!found || seen.has(found.realPath) || seen.has(`\n${found.text.trim()}`)) return [];
    seen.add(found.realPath).add(`\n${found.text.trim()}`);
    return [{ file, text: bounded(found.text, bytesEach, 0.75) }];
  });
}
