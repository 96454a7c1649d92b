import type { ShellOptions, ShellRun } from "../../../engine/ports/processes.ts";
import { keepOutput } from "../output/kept.ts";
import { type SuperviseOptions, supervise } from "./supervise.ts";

/** How a command is run, where each line of it is heard as it comes. */
export interface HeardShellOptions extends Omit<ShellOptions, "signal"> {
  readonly signal?: AbortSignal;
  readonly onLine?: (stream: "out" | "err", line: string) => void;
}

const tailBytes = 4096;
const outputBytes = 1024 * 1024;

/**
 * Runs a command in the system's shell (`/bin/sh`, cmd.exe), without standard input unless it is given one. Resolves always; no process it
 * started is alive afterwards.
 */
export async function runShell(command: string, options: HeardShellOptions): Promise<ShellRun> {
  const { cwd, variables, token, stdin, timeoutMs, signal, onStart, onLine } = options;
  const both = keepOutput(outputBytes);
  const keep = (stream: "out" | "err", line: string) => {
    both.push(Buffer.from(`${line}\n`));
    onLine?.(stream, line);
  };
  const shell = shellOf(command, options.env);
  const {
    reason,
    exitCode,
    signal: endedBy,
    durationMs,
    stdout,
    stderr,
    unkept,
    message,
  } = await supervise({
    command: shell.command,
    args: shell.args,
    verbatim: shell.verbatim,
    cwd,
    // Node gives a process also what the object inherits: nothing is copied, for a run may start thousands of commands.
    env: Object.assign(Object.create(options.env), variables, { AGENTIC_SDLC_TOKEN: token }),
    token,
    stdin,
    wallMs: timeoutMs,
    signal,
    onStart,
    onLine: options.unheard ? undefined : keep,
  });
  const output = options.unheard ? "" : both.text();
  const last = options.unheard ? (stderr.trim() === "" ? stdout : stderr) : output;
  return {
    exitCode: reason === "exit" ? exitCode : null,
    signal: endedBy,
    durationMs,
    tail: message ?? lastBytes(last.slice(-tailBytes)),
    output,
    stdout,
    stderr,
    unkept,
    timedOut: reason === "timeout",
  };
}

/** Without a character that the beginning would cut in two. */
function lastBytes(text: string): string {
  return Buffer.from(text)
    .subarray(-tailBytes)
    .toString("utf8")
    .replace(/^\uFFFD+/, "");
}

function shellOf(
  command: string,
  env: Readonly<Record<string, string>>,
): Pick<SuperviseOptions, "command" | "args" | "verbatim"> {
  if (process.platform !== "win32") return { command: "/bin/sh", args: ["-c", command] };
  const shell = env.ComSpec ?? env.COMSPEC ?? "cmd.exe";
  return { command: shell, args: ["/d", "/s", "/c", `"${command}"`], verbatim: true };
}
