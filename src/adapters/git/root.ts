import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether a git work tree has its root at `dir`, told without running git: `.git` is a file that points elsewhere, or a
 * folder with a HEAD. Git passes over any other `.git` (gitrepository-layout(5)), such as the empty one that a killed
 * sandbox leaves behind.
 */
export function isRepositoryRoot(dir: string): boolean {
  const path = join(dir, ".git");
  return existsSync(join(path, "HEAD")) || (existsSync(path) && statSync(path).isFile());
}
