import type { ShellOptions, ShellRun } from "../../../engine/ports/processes.ts";
import { type SuperviseOptions, supervise } from "./supervise.ts";

/** How a command is run, where each line of it is heard as it comes. */
export interface HeardShellOptions extends Omit<ShellOptions, "signal"> {
  readonly signal?: AbortSignal;
  readonly onLine?: (stream: "out" | "err", line: string) => void;
}

const tailBytes = 4096;

/**
 * Runs a command in the system's shell (`/bin/sh`, cmd.exe), without standard input unless it is given one. Resolves always; no process it
 * started is alive afterwards.
 */
export async function runShell(command: string, options: HeardShellOptions): Promise<ShellRun> {
  const { cwd, variables, token, stdin, timeoutMs, signal, onStart, onLine } = options;
  let tail = "";
  const keep = (stream: "out" | "err", line: string) => {
    tail += `${line.slice(-tailBytes)}\n`;
    // Not at every line: that would copy 4 KiB for each.
    if (tail.length > 16 * tailBytes) tail = tail.slice(-tailBytes);
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
  if (options.unheard) tail = stderr.trim() === "" ? stdout : stderr;
  return {
    exitCode: reason === "exit" ? exitCode : null,
    signal: endedBy,
    durationMs,
    tail: message ?? lastBytes(tail.slice(-tailBytes)),
    stdout,
    stderr,
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
