import { execFile } from "node:child_process";

/** What git answered. Output as text; names of files come NUL-terminated where a command can. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the repository may run a program of its own when we look at it, and nothing may ask. */
const safeConfig = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "commit.gpgSign=false",
  "core.quotePath=false",
];

/**
 * Runs git in `dir`. Resolves with its answer, also when it fails; to undefined where there is no git. Never asks,
 * never runs hooks, and knows nothing of an outer git that we may have been started by.
 */
export function git(
  dir: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<GitAnswer | undefined> {
  return new Promise((resolve) => {
    const config = safeConfig.flatMap((setting) => ["-c", setting]);
    const child = execFile(
      "git",
      [...config, ...args],
      { cwd: dir, env: { ...cleanEnvironment(), ...env }, maxBuffer: 256 * 1024 * 1024, encoding: "utf8" },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== "number") return resolve(undefined);
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      },
    );
    child.stdin?.on("error", () => {}).end();
  });
}

function cleanEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    // An outer git (a hook that started us) points these at its own repository and index.
    if (
      value !== undefined &&
      !/^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|PREFIX|COMMON_DIR|NAMESPACE|CONFIG.*)$/.test(name)
    ) {
      env[name] = value;
    }
  }
  return { ...env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", GIT_ASKPASS: "false" };
}
