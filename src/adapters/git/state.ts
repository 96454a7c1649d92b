import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { isExecutingKey } from "./executing-keys.ts";
import { git } from "./git.ts";
import { type Found, lookAt, lookBelow } from "./guarded-files.ts";
import type { Repository } from "./repository.ts";

/** Git's hooks and config files as they stood at one moment; plain data for JSON. */
export interface GitState {
  readonly version: 1;
  /** The folder that all work trees share. Absolute, as the other paths. */
  readonly commonDir: string;
  /** By name in the hooks folder. Samples are left out: git never runs them. */
  readonly hooks: Readonly<Record<string, Found>>;
  /** By path: config files that there were or could be. */
  readonly configs: Readonly<Record<string, ConfigState>>;
}

/** One of git's config files. */
export interface ConfigState {
  /** The whole file; absent where there is none. */
  readonly file?: Found;
  /** The settings in it that make git run something: `key\nvalue`, in the file's order. */
  readonly executing: readonly string[];
}

/** What stands for the settings of a file that git cannot read. */
export const unreadable = "config (unreadable)";

/** Looks at a repository whose git works. */
export function stateOf({ commonDir, gitDir }: Repository): Promise<GitState> {
  const paths = [
    join(commonDir, "config"),
    join(commonDir, "config.worktree"),
    join(gitDir, "config.worktree"),
  ];
  return lookAgain({ commonDir, configs: [...new Set(paths.map(real))] });
}

/** Looks at known places, without asking the repository's git: an agent may have broken it. */
export async function lookAgain(at: { commonDir: string; configs: readonly string[] }): Promise<GitState> {
  const configs: Record<string, ConfigState> = {};
  for (const path of at.configs) {
    const file = lookAt(path);
    configs[path] = {
      ...(file ? { file } : {}),
      executing: file ? await executingIn(path, at.commonDir) : [],
    };
  }
  const hooks = Object.entries(lookBelow(hooksOf(at))).filter(([name]) => !name.endsWith(".sample"));
  return { version: 1, commonDir: at.commonDir, hooks: Object.fromEntries(hooks), configs };
}

/** Where a repository keeps its own hooks. */
export function hooksOf({ commonDir }: { commonDir: string }): string {
  return join(commonDir, "hooks");
}

async function executingIn(path: string, commonDir: string): Promise<string[]> {
  // Of no repository: git would first read the very config that may be broken.
  const list = await git(commonDir, ["config", "--file", path, "--list", "-z"], {
    GIT_DIR: join(path, "none"),
  });
  if (list?.code !== 0) return [unreadable];
  return list.stdout.split("\0").filter((setting) => isExecutingKey(setting.split("\n")[0]!));
}

/** A config that is a link (to dotfiles, say) is guarded where it lies. */
function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
