import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built command line; jest's global setup builds it when it is older than its sources. */
export const bin = join(dirname(fileURLToPath(import.meta.url)), "../../dist/bin.js");

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  /** Added to a small environment of its own: nothing of the caller's terminal or attempt comes in. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; closed at once without it. */
  readonly input?: string;
  /** Ends it with SIGKILL when it has not ended by itself. */
  readonly timeoutMs?: number;
}

/** Runs the built command line as a real process, to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const failed = process.env.AGENTIC_SDLC_TEST_BUILD_FAILED;
  if (failed) throw new Error(`the command line does not build:\n${failed}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, HOME: options.cwd, LANG: "C.UTF-8", ...options.env },
      timeout: options.timeoutMs ?? 30_000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
  });
}
