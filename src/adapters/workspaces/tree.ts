import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { git } from "./git.ts";

/** Everything but our own folder, wherever in the repository the project lies. */
const pathspec = [".", ":(exclude,glob)**/.agentic-sdlc/**"];

/**
 * The tree of all tracked and unignored files under `dir`'s repository, except `.agentic-sdlc/`, through a private
 * index: the real one, HEAD and the files are untouched. `null` outside git, or where git cannot say.
 */
export async function treeOf(dir: string): Promise<string | null> {
  const top = await git(dir, ["rev-parse", "--show-toplevel", "--absolute-git-dir"]);
  const [toplevel, gitDir] = top?.code === 0 ? top.stdout.split("\n") : [];
  if (!toplevel || !gitDir) return null;
  const temporary = mkdtempSync(join(tmpdir(), "agentic-sdlc-index-"));
  try {
    const index = join(temporary, "index");
    const real = resolve(gitDir, "index");
    // A copy knows which files are unchanged: only the rest is read.
    if (existsSync(real)) copyFileSync(real, index);
    const env = { GIT_INDEX_FILE: index };
    await git(
      toplevel,
      ["rm", "-r", "-q", "--cached", "--ignore-unmatch", "--", ":(glob)**/.agentic-sdlc/**"],
      env,
    );
    const added = await git(toplevel, ["add", "-A", "--", ...pathspec], env);
    const written = added?.code === 0 ? await git(toplevel, ["write-tree"], env) : undefined;
    return written?.code === 0 ? written.stdout.trim() : null;
  } catch {
    return null;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Names of the files that differ between two trees. */
export async function changedFiles(dir: string, before: string, after: string): Promise<string[]> {
  const diff = await git(dir, ["diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after]);
  return diff?.code === 0 ? diff.stdout.split("\0").filter(Boolean) : [];
}
