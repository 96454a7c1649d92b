import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { gitArguments, gitEnvironment } from "./settings.ts";

/** What git answered, as text. Names of files that are no UTF-8 hold replacement characters. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const longestMs = 10 * 60_000;

/**
 * Runs git in `dir`. Resolves with its answer, also when it fails; to undefined where there is no git. Never asks,
 * never runs hooks, and knows nothing of an outer git that we may have been started by. Ctrl+C at the terminal is ours to
 * hear: git is in a group of its own, and ends what it began. Rejects with UserError where git could not be run to its end.
 */
export function git(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<GitAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", gitArguments(args), {
      cwd: dir,
      env: { ...gitEnvironment(), ...env },
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child);
    }, longestMs);
    const failed = (why: string) => reject(gitError(dir, args, why));
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      // A missing folder is reported like a missing program.
      if (error.code === "ENOENT" && existsSync(dir)) resolve(undefined);
      else failed(error.message);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (late) failed("it did not end in ten minutes");
      else if (code === null) failed(`it was ended by ${signal}`);
      else resolve({ code, stdout: stdout(), stderr: stderr() });
    });
    child.stdin.on("error", () => {}).end();
  });
}

function endGroup(child: ChildProcess): void {
  const { pid } = child;
  try {
    if (pid !== undefined && process.platform !== "win32") process.kill(-pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** Gathers a stream's bytes; what it returns gives them as text. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
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
