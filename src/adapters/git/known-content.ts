import { createRequire } from "node:module";
import { gitArguments, gitEnvironment } from "./settings.ts";

const require = createRequire(import.meta.url);
const longestMs = 30_000;

/**
 * Whether git has a file of exactly this content: it was committed, stashed or staged some time, on whatever branch. Asks
 * for the object alone, so it costs two starts of git however long the history is. `path`: where the file lies, below
 * `dir`, for its line endings and filters. False outside git, and where git does not answer. Never throws.
 */
export function isKnownContent(dir: string, path: string, content: Uint8Array): boolean {
  const hash = ask(dir, ["hash-object", "--stdin", "--path", path], content);
  return hash !== undefined && ask(dir, ["cat-file", "-e", hash]) !== undefined;
}

function ask(dir: string, args: readonly string[], input: Uint8Array = Buffer.alloc(0)): string | undefined {
  // Few readings of a board need it: those that do not must not pay for loading it.
  const { spawnSync } = require("node:child_process") as typeof import("node:child_process");
  const { status, stdout } = spawnSync("git", gitArguments(args), {
    cwd: dir,
    // What is not here is not to be fetched.
    env: { ...gitEnvironment(), GIT_NO_LAZY_FETCH: "1" },
    input,
    encoding: "utf8",
    timeout: longestMs,
    killSignal: "SIGKILL",
    windowsHide: true,
  });
  return status === 0 ? stdout.trim() : undefined;
}
