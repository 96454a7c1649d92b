import type { Workspace } from "../../engine/ports/workspace.ts";
import { gitOutput } from "./git.ts";
import { gitGuard } from "./guard.ts";
import { commitAt, emptyTree, keepState } from "./keep.ts";
import { ownFiles } from "./own-files.ts";
import { findRepository } from "./repository.ts";
import { differingFiles, isOurs, writeTree } from "./tree.ts";

/**
 * The project's checkout itself as the workspace: everyone works in the same folder. Made once per run: it remembers what
 * it guards, so that an attempt that writes into its own folder changes nothing.
 */
export function checkout(dir: string): Workspace {
  const guard = gitGuard(dir);
  return {
    dir,
    async treeHash() {
      const repository = await findRepository(dir);
      return repository ? writeTree(repository, "dropped") : null;
    },
    keep: (name) => keepState(dir, name),
    guard: (file) => guard.guard(file),
    restore: (file) => guard.restore(file),
    async changedFiles(before, after) {
      return (await findRepository(dir)) ? differingFiles(dir, before, after) : [];
    },
    ownFiles: () => ownFiles(dir),
    changes: () => changes(dir),
  };
}

/** Counts what differs from HEAD; a moved file counts with the lines that changed in it. */
async function changes(dir: string): Promise<{ files: number; added: number; removed: number } | null> {
  const repository = await findRepository(dir);
  if (!repository) return null;
  const tree = await writeTree(repository, "as-in-index");
  const base = (await commitAt(dir, "HEAD")) ?? (await emptyTree(dir));
  const fields = (await gitOutput(dir, ["diff-tree", "-r", "-z", "-M", "--numstat", base, tree])).split("\0");
  const total = { files: 0, added: 0, removed: 0 };
  while (fields.length > 1) {
    const [added = "", removed = "", name = ""] = fields.shift()!.split("\t");
    // A moved file's names follow, old and new, in fields of their own.
    const path = name === "" ? fields.splice(0, 2)[1]! : name;
    if (isOurs(path)) continue;
    total.files++;
    // `-` for binary files.
    total.added += Number(added) || 0;
    total.removed += Number(removed) || 0;
  }
  return total;
}
