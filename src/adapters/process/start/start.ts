import { type ChildProcess, spawn } from "node:child_process";
import { statSync } from "node:fs";
import type { Writable } from "node:stream";
import { noteOwn } from "../end/newborns.ts";
import { startTimeOf } from "../platform/identity.ts";
import { findProgram } from "../platform/program.ts";
import type { Startable } from "../platform/startable.ts";
import { type Outputs, openStdio } from "./stdio.ts";

/** What is started, and how. */
export interface StartOptions {
  /** A program's name, or its absolute path; no shell is involved. */
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The whole standard input; it is closed after it. Absent: there is none. */
  readonly stdin?: string;
  /** Windows: the arguments are quoted already. */
  readonly verbatim?: boolean;
}

/** A process that runs in a session and group of its own. */
export interface Started extends Outputs {
  readonly pid: number;
  /** Read when it is first asked for; `null` where it cannot be told, or the process was over by then. */
  readonly startTime: string | null;
  readonly input?: Writable;
  /** Its outputs have been read, and may serve another process, where nobody holds an end of them. */
  readonly giveBack: () => void;
}

/** Why a program could not be started. */
export interface NotStarted {
  readonly reason: "not_installed" | "crash";
  readonly message: string;
}

/**
 * Starts a program. Never throws. `onExit` is called when it ends, possibly before this resolves. "open": its standard
 * input stays open, as `Started.input`, and `stdin` does not count.
 */
export async function start(
  options: StartOptions,
  input: "open" | undefined,
  onExit: (code: number | null, signal: NodeJS.Signals | null) => void,
): Promise<Started | NotStarted> {
  const program = programOf(options);
  if ("missing" in program) return { reason: "not_installed", message: program.missing };
  const stdio = openStdio(input ?? (options.stdin === undefined ? undefined : { text: options.stdin }));
  try {
    const child = spawn(program.file, program.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: stdio.options,
      detached: process.platform !== "win32",
      windowsHide: true,
      windowsVerbatimArguments: program.verbatim ?? options.verbatim ?? false,
    });
    if (child.pid !== undefined) child.once("exit", noteOwn(child.pid));
    child.once("exit", onExit);
    const startTime = lazyStartTime(child);
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.on("error", reject);
    });
    const { giveBack } = stdio;
    return Object.assign(startTime, stdio.attach(child), { pid: child.pid!, giveBack });
  } catch (error) {
    stdio.abandon();
    return refusal(options, program, error);
  }
}

/** Once it is reaped, its number may be another's. */
function lazyStartTime(child: ChildProcess): { readonly startTime: string | null } {
  let known: string | null | undefined;
  child.once("exit", () => {
    known ??= null;
  });
  return {
    get startTime() {
      if (known === undefined) known = child.pid === undefined ? null : startTimeOf(child.pid);
      return known;
    },
  };
}

/** A file is not looked for: it is mostly there, and where it is not, `refusal` tells. */
function programOf({ command, args, env }: StartOptions): Startable {
  const isPath = process.platform !== "win32" && command.includes("/");
  return isPath ? { file: command, args } : findProgram(command, args, env);
}

function refusal(
  { command, args: given, cwd, env }: StartOptions,
  { file, args }: Extract<Startable, { file: string }>,
  error: unknown,
): NotStarted {
  const { code, message } = error as NodeJS.ErrnoException;
  const program = findProgram(command, given, env);
  if ("missing" in program) return { reason: "not_installed", message: program.missing };
  if (!isFolder(cwd)) return { reason: "crash", message: `the folder ${cwd} does not exist` };
  if (code === "ENOENT") {
    // The file is there, so what is missing is what its first line names.
    return {
      reason: "not_installed",
      message: `${file} cannot be started: its interpreter is not installed`,
    };
  }
  if (code === "EACCES") return { reason: "not_installed", message: `${file} may not be executed` };
  const why = code === "E2BIG" ? tooLarge(args, env) : message;
  return { reason: "crash", message: `${file} could not be started: ${why}` };
}

/** Names what is largest of all that a program was to be given. */
function tooLarge(args: readonly string[], env: StartOptions["env"]): string {
  const given = args.map((arg) => ({ name: "its command line", bytes: Buffer.byteLength(arg) }));
  // With what the environment inherits.
  for (const name in env) given.push({ name: `the variable ${name}`, bytes: Buffer.byteLength(env[name]!) });
  const { name, bytes } = given.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const what = "its variables and arguments are larger than the system takes (E2BIG)";
  return `${what}; the largest is ${name}, ${Math.ceil(bytes / 1024)} KiB: pass it through stdin:, or in a file`;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
