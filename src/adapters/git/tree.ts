import { copyFileSync, mkdtempSync, realpathSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { NotSavedError } from "../../domain/errors.ts";
import { git, gitError, gitOutput } from "./git.ts";
import type { Repository } from "./repository.ts";

/** Our own folders, wherever in the repository a project lies. */
const ours = ":(top,glob)**/.agentic-sdlc/**";
const butOurs = ":(exclude,top,glob)**/.agentic-sdlc/**";

/** What of our own folders is in a tree: nothing, or what the index holds of them. */
export type OwnFolders = "dropped" | "as-in-index";

/** Git settings under which what is written survives a power cut; by default git syncs no loose object. */
export const durably = ["-c", "core.fsync=objects,reference", "-c", "core.fsyncObjectFiles=true"];

/**
 * Writes a tree of the work tree's present state: all tracked files of the repository, and the unignored ones of the
 * project's folder (not of all that lies around it: that may be somebody's home). It is made in a private index; the
 * real one, locked or not, HEAD and the files stay untouched. Of submodules and nested repositories only the commit
 * counts; files that cannot be read are as the index has them. Resolves to the tree's hash; rejects with UserError, with
 * NotSavedError where there is no room for that index.
 */
export async function writeTree(
  repository: Repository,
  own: OwnFolders,
  settings: readonly string[] = [],
): Promise<string> {
  const { dir } = repository;
  const folder = privateFolder(repository);
  try {
    const index = join(folder, "index");
    copyIndex(join(repository.gitDir, "index"), index);
    const env = { GIT_INDEX_FILE: index };
    const add = async (...args: string[]) => {
      const answer = await git(dir, [...settings, "add", "--ignore-errors", ...args, butOurs], env);
      // 1: some files could not be added, the others were.
      if (answer && answer.code > 1) throw gitError(dir, ["add"], answer.stderr.trim());
    };
    if (repository.top !== dir) await add("-u", "--", ":(top)");
    await add("-A", "--", ".");
    if (own === "dropped") {
      await gitOutput(dir, ["rm", "-r", "-q", "-f", "--cached", "--ignore-unmatch", "--", ours], env);
    }
    return (await gitOutput(dir, [...settings, "write-tree"], env)).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names of the files that differ between two trees. Rejects with UserError, also for a tree there is not (any more). */
export async function differingFiles(dir: string, before: string, after: string): Promise<string[]> {
  const diff = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after];
  return (await gitOutput(dir, diff)).split("\0").filter(Boolean);
}

/** Whether a file, named from the repository's root, lies in a folder of ours. */
export function isOurs(name: string): boolean {
  return name.split("/").slice(0, -1).includes(".agentic-sdlc");
}

/**
 * A copy knows which files are unchanged, so that only the others are read. It must not look younger than the original:
 * git takes a file for unchanged that has the size and the time it knows, unless that time is not before the index's own.
 */
function copyIndex(from: string, to: string): void {
  const stat = statSync(from, { throwIfNoEntry: false });
  if (!stat) return;
  try {
    copyFileSync(from, to);
    const second = Math.floor(stat.mtimeMs / 1000);
    utimesSync(to, second, second);
  } catch (error) {
    throw new NotSavedError(to, error);
  }
}

/** Outside the repository: a private index must not become a part of the tree it makes; else in git's own folder. */
function privateFolder({ top, gitDir }: Repository): string {
  const make = (folder: string) => mkdtempSync(join(folder, "agentic-sdlc-index-"));
  try {
    const temporary = realpathSync(tmpdir());
    const away = relative(realpathSync(top), temporary);
    if (away === ".." || /^\.\.[/\\]|^([/\\]|[A-Za-z]:)/.test(away)) return make(temporary);
  } catch {
    // There is no such folder, or no room in it: what the system has for temporary files is nothing to fail for.
  }
  return make(gitDir);
}
