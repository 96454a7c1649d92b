import { resolve } from "node:path";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { git } from "./git.ts";

/** Where a folder's repository lies. Absolute paths. */
export interface Repository {
  /** The folder that was asked about. */
  readonly dir: string;
  /** The work tree's root: `dir`, or a folder above it. */
  readonly top: string;
  /** This work tree's own git folder: HEAD and the index. */
  readonly gitDir: string;
  /** What all work trees share: config, hooks, objects, refs. */
  readonly commonDir: string;
}

/**
 * Finds the repository that `dir` is a work tree of. Resolves to undefined outside git, and where there is no git.
 * Rejects with UserError where there is one that git refuses to read.
 */
export async function findRepository(dir: string): Promise<Repository | undefined> {
  const [top, gitDir, commonDir] = await Promise.all(
    ["--show-toplevel", "--absolute-git-dir", "--git-common-dir"].map((what) =>
      git(dir, ["rev-parse", what]),
    ),
  );
  if (!top || !gitDir || !commonDir) return undefined;
  const refused = [top, gitDir, commonDir].find((answer) => answer.code !== 0);
  if (refused) {
    if (/not a git repository|must be run in a work tree/.test(refused.stderr)) return undefined;
    throw new UserError(ExitCode.usage, `Git cannot read the repository of ${dir}`, {
      why: refused.stderr.trim().split("\n")[0],
      fix: "Make `git status` succeed there, then run again",
    });
  }
  const path = (output: string) => resolve(dir, output.replace(/\r?\n$/, ""));
  return { dir, top: path(top.stdout), gitDir: path(gitDir.stdout), commonDir: path(commonDir.stdout) };
}
