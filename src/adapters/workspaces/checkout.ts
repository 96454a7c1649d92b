import type { Workspace } from "../../engine/workspace-port.ts";
import { git } from "./git.ts";
import { guardGit, restoreGit } from "./git-guard.ts";
import { changedFiles, treeOf } from "./tree.ts";

const identity = {
  GIT_AUTHOR_NAME: "agentic-sdlc",
  GIT_AUTHOR_EMAIL: "agentic-sdlc@localhost",
  GIT_COMMITTER_NAME: "agentic-sdlc",
  GIT_COMMITTER_EMAIL: "agentic-sdlc@localhost",
};

/** The project's checkout itself as the workspace: everyone works in the same folder. */
export function checkout(dir: string): Workspace {
  return {
    dir,
    treeHash: () => treeOf(dir),
    keep: (name) => keep(dir, name),
    guard: (file) => guardGit(dir, file),
    restore: (file) => restoreGit(dir, file),
    changedFiles: (before, after) => changedFiles(dir, before, after),
    changes: () => changes(dir),
  };
}

async function keep(dir: string, name: string): Promise<string | null> {
  const tree = await treeOf(dir);
  if (tree === null) return null;
  const head = await git(dir, ["rev-parse", "--verify", "-q", "HEAD"]);
  const parent = head?.code === 0 ? head.stdout.trim() : undefined;
  if (parent && (await sameAsHead(dir, tree))) return null;
  const parents = parent ? ["-p", parent] : [];
  const message = `What an interrupted attempt left: ${name}`;
  const commit = await git(dir, ["commit-tree", tree, ...parents, "-m", message], identity);
  if (commit?.code !== 0) return null;
  const ref = `refs/agentic-sdlc/kept/${name}`;
  const updated = await git(dir, ["update-ref", ref, commit.stdout.trim()], identity);
  return updated?.code === 0 ? ref : null;
}

/** The kept tree has none of our own folder: compare without it. */
async function sameAsHead(dir: string, tree: string): Promise<boolean> {
  const names = await changedFiles(dir, "HEAD", tree);
  return names.every((name) => name.split("/").includes(".agentic-sdlc"));
}

async function changes(dir: string): Promise<{ files: number; added: number; removed: number } | null> {
  const tree = await treeOf(dir);
  const head = await git(dir, ["rev-parse", "--verify", "-q", "HEAD"]);
  if (tree === null || head?.code !== 0) return null;
  const diff = await git(dir, ["diff-tree", "-r", "-z", "--numstat", "--no-renames", "HEAD", tree]);
  if (diff?.code !== 0) return null;
  const rows = diff.stdout.split("\0").filter((row) => row && !row.includes(".agentic-sdlc/"));
  const count = (text = "") => (text === "-" ? 0 : Number(text) || 0);
  return {
    files: rows.length,
    added: rows.reduce((sum, row) => sum + count(row.split("\t")[0]), 0),
    removed: rows.reduce((sum, row) => sum + count(row.split("\t")[1]), 0),
  };
}
