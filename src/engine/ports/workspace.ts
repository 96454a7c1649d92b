/**
 * The folder an agent works in: the checkout, or a git worktree. Looking at it changes nothing in it, neither files,
 * index, HEAD nor branches. Outside git it knows of no trees. Rejects with UserError where git itself fails.
 */
export interface Workspace {
  /** Absolute path. */
  readonly dir: string;
  /** Hash of tracked and unignored files except `.agentic-sdlc/`, through a private index. `null` outside git. */
  treeHash(): Promise<string | null>;
  /**
   * Keeps the workspace's present state, untracked files included, under the private ref
   * `refs/agentic-sdlc/kept/<name>`, touching neither index, HEAD nor files.
   * Resolves to the ref, or `null` outside git or when nothing differs from HEAD.
   */
  keep(name: string): Promise<string | null>;
  /**
   * Copies git's hooks and executing config keys into `file` (durable), to compare after the attempt. No-op outside
   * git.
   */
  guard(file: string): Promise<void>;
  /** Puts back what changed against `file`. Resolves to the names of what was put back; [] if nothing or no file. */
  restore(file: string): Promise<readonly string[]>;
  /** Names of the files that differ between two trees. [] outside git. Rejects for a tree there is not. */
  changedFiles(before: string, after: string): Promise<string[]>;
  /**
   * Hashes of our own files in it that decide what later runs do (config, workflows, prompts), by path: the tree's hash
   * leaves them out. Also outside git.
   */
  ownFiles(): Readonly<Record<string, string>>;
  /** Files changed against HEAD, for the summary. `null` outside git. */
  changes(): Promise<{ files: number; added: number; removed: number } | null>;
}
