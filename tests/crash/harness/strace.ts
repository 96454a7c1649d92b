import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { signature } from "./signature.ts";

/** The system calls that change a disk, or make a change last. */
export const mutatingCalls = [
  ...["openat", "write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync", "rename", "renameat"],
  ...["renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "ftruncate", "fallocate"],
  ...["fchmod", "chmod", "fchown", "chown", "utimensat", "symlink", "symlinkat"],
] as const;

/** One system call of a traced process. */
export interface Call {
  readonly name: string;
  /** From 1: which call of this name it is, in the process's life. */
  readonly nth: number;
  /** As strace printed it. */
  readonly text: string;
  /** What it acts on: the path of its descriptor or its first path, absolute; "" if it has none. */
  readonly path: string;
  /** The second path of a rename or link. */
  readonly target?: string;
  /** Call and paths without what is random in them, and how often that came before: one place in every run. */
  readonly place: string;
  /** False where it failed, or the process was killed instead. */
  readonly succeeded: boolean;
  /** Strace made it fail, or killed the process here. */
  readonly injected: boolean;
}

/** A process that ran under strace. */
export interface Traced {
  readonly calls: readonly Call[];
  readonly stdout: string;
  readonly stderr: string;
  /** `null` when a signal ended it. */
  readonly code: number | null;
}

/** Whether processes can be traced here: Linux, strace, and the right to use it. */
export function canTrace(): boolean {
  if (process.platform !== "linux") return false;
  const probe = spawnSync("strace", ["-y", "-e", "trace=fsync", "-e", "inject=fsync:error=EIO", "true"]);
  return probe.status === 0;
}

/**
 * Runs a Node program to its end under strace; `inject` is an expression as `strace -e inject=` takes it. Only the main
 * thread is traced: synchronous file calls happen there, and counts repeat from run to run.
 */
export function traceNode(args: readonly string[], options: { traceFile: string; inject?: string }): Traced {
  const { traceFile, inject } = options;
  rmSync(traceFile, { force: true });
  const result = spawnSync(
    "strace",
    [
      ...["-y", "-o", traceFile, "-e", `trace=${mutatingCalls.join(",")}`],
      ...(inject ? ["-e", `inject=${inject}`] : []),
      ...[process.execPath, "--single-threaded", ...args],
    ],
    { encoding: "utf8", timeout: 60_000 },
  );
  const { stdout, stderr, status } = result;
  return { calls: parseTrace(readFileSync(traceFile, "utf8")), stdout, stderr, code: status };
}

/** Reads what `strace -y -o` writes. */
export function parseTrace(trace: string): Call[] {
  const counts = new Map<string, number>();
  const count = (what: string) => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
    return counts.get(what) ?? 0;
  };
  const calls: Call[] = [];
  for (const text of trace.split("\n")) {
    const match = /^(\w+)\((.*?)\)?\s+= (.*)$/.exec(text);
    const [, name, args, result] = match ?? [];
    if (name === undefined || args === undefined || result === undefined) continue;
    const paths = pathsOf(args);
    const kind = signature(name, paths.path, paths.target);
    calls.push({
      name,
      nth: count(`call ${name}`),
      text,
      ...paths,
      place: `${kind} (${count(kind)})`,
      succeeded: /^\d/.test(result),
      injected: result.includes("(INJECTED)") || result === "?",
    });
  }
  return calls;
}

function pathsOf(args: string): { path: string; target?: string } {
  const descriptor = /^\d+<([^>]*)>/.exec(args)?.[1];
  if (descriptor !== undefined) return { path: descriptor };
  const cwd = /^AT_FDCWD<([^>]*)>/.exec(args)?.[1] ?? "/";
  const [path, target] = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((quoted) => resolve(cwd, quoted[1]!));
  return { path: path ?? "", ...(target === undefined ? {} : { target }) };
}
