import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";

/** What git answered, as text. Names of files that are no UTF-8 hold replacement characters. */
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
  // A private index is whole: a split one would leave a part of itself behind.
  "core.splitIndex=false",
  // Refuses files whose line endings do not survive; we only look, and store what git would.
  "core.safecrlf=false",
  "advice.addEmbeddedRepo=false",
];

const longestMs = 10 * 60_000;

/**
 * Runs git in `dir`. Resolves with its answer, also when it fails; to undefined where there is no git. Never asks,
 * never runs hooks, and knows nothing of an outer git that we may have been started by. Rejects with UserError where
 * git could not be run to its end.
 */
export function git(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GitAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const config = safeConfig.flatMap((setting) => ["-c", setting]);
    const options = {
      cwd: dir,
      env: { ...cleanEnvironment(), ...env },
      maxBuffer: 1024 * 1024 * 1024,
      encoding: "utf8" as const,
      timeout: longestMs,
      killSignal: "SIGKILL" as const,
    };
    const child = execFile("git", [...config, ...args], options, (error, stdout, stderr) => {
      if (!error) return resolve({ code: 0, stdout, stderr });
      if (typeof error.code === "number") return resolve({ code: error.code, stdout, stderr });
      // A missing folder is reported like a missing program.
      if (error.code === "ENOENT" && existsSync(dir)) return resolve(undefined);
      reject(gitError(dir, args, error.killed ? "it did not end in ten minutes" : error.message));
    });
    child.stdin?.on("error", () => {}).end();
  });
}

/** As `git`, for commands that must succeed: resolves with what they printed. Rejects with UserError. */
export async function gitOutput(
  dir: string,
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<string> {
  const answer = await git(dir, args, env);
  if (answer?.code === 0) return answer.stdout;
  throw gitError(dir, args, answer?.stderr.trim() ?? "there is no git on PATH");
}

/** Says that git could not do what it must, in its own words. */
export function gitError(dir: string, args: readonly string[], why: string): UserError {
  const command = args.find((arg) => !arg.startsWith("-") && !arg.includes("=")) ?? "";
  return new UserError(ExitCode.failed, `git ${command} failed in ${dir}`, {
    why: why.split("\n").slice(0, 10).join("\n"),
    fix: "Make `git status` and `git add --dry-run .` succeed there, then run again",
  });
}

/** Variables by which the user chooses settings; every other one may be about an outer git's repository or command. */
const kept =
  /^GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|EXEC_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/;

function cleanEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (!name.startsWith("GIT_") || kept.test(name))) env[name] = value;
  }
  return { ...env, LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", GIT_ASKPASS: "false" };
}
