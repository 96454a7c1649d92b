/** The files of a workspace and what changes in them: tracked and unignored in git, else the folder's, within bounds. */
import { execFile } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Edit } from "./edits.ts";

/** What tells whether a file was touched, by path relative to the workspace. */
export type Snapshot = ReadonlyMap<string, string>;

/** What an attempt changed in a workspace. */
export interface Changes {
  readonly edits: readonly Edit[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

const maxFileBytes = 1024 * 1024;
const maxAllBytes = 16 * 1024 * 1024;
const maxWalked = 20_000;
const skipped = new Set([".git", ".agentic-sdlc", "node_modules"]);

/** Notes the state of a workspace's regular files, `.agentic-sdlc/` aside. Reads no content. */
export async function snapshot(workspace: string): Promise<Snapshot> {
  const paths = (await gitFiles(workspace)) ?? walk(workspace, "", []);
  const states = paths.flatMap((path): [string, string][] => {
    if (path.startsWith(".agentic-sdlc/")) return [];
    const stat = lstatSync(join(workspace, path), { bigint: true, throwIfNoEntry: false });
    // The change time cannot be set back by what writes the file.
    return stat?.isFile()
      ? [[path, `${stat.ino} ${stat.size} ${stat.mode} ${stat.mtimeNs} ${stat.ctimeNs}`]]
      : [];
  });
  return new Map(states);
}

/** The edits that lead from a snapshot to the present state, without files that are too large. */
export async function changesSince(before: Snapshot, workspace: string): Promise<Changes> {
  const after = await snapshot(workspace);
  const edits: Edit[] = [];
  const notes: string[] = [];
  let bytes = 0;
  for (const path of [...before.keys()].filter((path) => !after.has(path)).sort()) {
    edits.push({ path, content: null, executable: false });
  }
  for (const path of [...after.keys()].filter((path) => after.get(path) !== before.get(path)).sort()) {
    const file = join(workspace, path);
    const stat = lstatSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) continue;
    bytes += stat.size;
    if (stat.size > maxFileBytes || bytes > maxAllBytes) notes.push(`${path} left out: too large`);
    else edits.push({ path, content: readFileSync(file), executable: (stat.mode & 0o111) !== 0 });
  }
  return { edits, notes };
}

/** undefined outside git. Runs nothing that the repository's config names. */
async function gitFiles(workspace: string): Promise<string[] | undefined> {
  const safe = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"];
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const own = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name),
  );
  const env = { ...Object.fromEntries(own), LC_ALL: "C" };
  try {
    const options = { cwd: workspace, env, maxBuffer: 256 * 1024 * 1024, windowsHide: true };
    const { stdout } = await promisify(execFile)("git", [...safe, ...list], options);
    return [...new Set(stdout.split("\0").filter(Boolean))];
  } catch {
    return undefined;
  }
}

function walk(root: string, folder: string, found: string[]): string[] {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (found.length >= maxWalked) break;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (skipped.has(entry.name)) continue;
    if (entry.isDirectory()) walk(root, path, found);
    else if (entry.isFile()) found.push(path);
  }
  return found;
}
