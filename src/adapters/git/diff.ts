import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChangedFile } from "../../engine/ports/workspace.ts";
import { gitOutput } from "./git.ts";
import { commitAt, emptyTree } from "./keep.ts";
import type { Repository } from "./repository.ts";
import { butOurs, writeTree } from "./tree.ts";

/** Up to this size a diff is read, to be told file by file. */
const mostBytes = 16 * 1024 * 1024;

/** Nothing of the repository's own may run, or change how it looks. */
const plainly = ["-r", "-M", "--no-ext-diff", "--no-textconv", "--no-color"];

/**
 * What differs in the work tree now from a tree, or from HEAD, our own folders aside. All of it is written into `whole`,
 * where that is given. Rejects with UserError, also for a tree there is not (any more).
 */
export async function diffSince(
  repository: Repository,
  tree: string | undefined,
  whole?: string,
): Promise<ChangedFile[]> {
  const { dir } = repository;
  const now = await writeTree(repository, "dropped");
  const before = tree ?? (await commitAt(dir, "HEAD")) ?? (await emptyTree(dir));
  const of = [before, now, "--", ":(top)", butOurs];
  const counts = countsIn(await gitOutput(dir, ["diff-tree", ...plainly, "-z", "--numstat", ...of]));
  if (counts.length === 0) return [];
  const folder = whole === undefined ? mkdtempSync(join(tmpdir(), "agentic-sdlc-diff-")) : undefined;
  try {
    const file = whole ?? join(folder!, "diff");
    const prefixes = ["--src-prefix=a/", "--dst-prefix=b/"];
    await gitOutput(dir, ["diff-tree", ...plainly, "-p", ...prefixes, `--output=${file}`, ...of]);
    const patches = statSync(file).size <= mostBytes ? patchesIn(readFileSync(file, "utf8")) : [];
    const all = patches.length === counts.length;
    return counts.map((count, i) => ({ ...count, patch: all ? patches[i]! : null }));
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** What `--numstat -z` says of each file. */
export function countsIn(output: string): Omit<ChangedFile, "patch">[] {
  const fields = output.split("\0");
  const found: Omit<ChangedFile, "patch">[] = [];
  // `-` for what is no text.
  const lines = (count: string) => (count === "-" ? null : Number(count));
  while (fields.length > 1) {
    const [added = "", removed = "", name = ""] = fields.shift()!.split("\t");
    // A moved file's names follow, old and new, in fields of their own.
    const path = name === "" ? fields.splice(0, 2)[1]! : name;
    found.push({ path, added: lines(added), removed: lines(removed) });
  }
  return found;
}

/** One for each file, in order: within one, no line begins so. */
function patchesIn(text: string): string[] {
  return text.split(/^(?=diff --git )/m).filter(Boolean);
}
