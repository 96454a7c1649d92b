import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRepositoryRoot } from "../adapters/git/root.ts";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";

/**
 * The project's root: the nearest folder from `cwd` up that has a board (`.agentic-sdlc/`). The search does not leave
 * the git repository. `undefined` where there is none.
 */
export function findBoardRoot(cwd: string): string | undefined {
  for (let dir = cwd; ; dir = dirname(dir)) {
    if (isFolder(join(dir, ".agentic-sdlc"))) return dir;
    if (dirname(dir) === dir || isRepositoryRoot(dir)) return undefined;
  }
}

/** As `findBoardRoot`. Throws UserError (exit 2) that names `init` where there is no board. */
export function boardRoot(cwd: string): string {
  const root = findBoardRoot(cwd);
  if (root !== undefined) return root;
  throw new UserError(ExitCode.usage, "There is no board here", {
    why: `No .agentic-sdlc/ in ${cwd} or a folder above it, up to the repository's root.`,
    fix: "Make one: agentic-sdlc init",
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
