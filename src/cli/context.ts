import type { Readable, Writable } from "node:stream";
import { tolerateClosing } from "./output.ts";

/** What every command is given first: the world it may look at and write to. */
export interface CommandContext {
  /** Absolute path of the folder the command was typed in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writing never throws: when nobody reads any more, what is written is dropped. */
  readonly stdout: Writable & { readonly columns?: number };
  readonly stderr: Writable;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** `--json`: stdout holds nothing but JSON. */
  readonly json: boolean;
  /** Whether `stdout` is a terminal. */
  readonly isTTY: boolean;
  /** Of the terminal; 0 where there is none, or where it does not know. */
  readonly columns: number;
  /** Only on a terminal, and not against `--no-color` or NO_COLOR. */
  readonly color: boolean;
  /** `--debug`: errors come with their stack. */
  readonly debug: boolean;
  readonly now: () => Date;
}

/** The flags that every command takes. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly color: boolean;
  readonly debug: boolean;
}

/** The context of this process. From now on a closed stdout or stderr is nobody's error. */
export function processContext(flags: GlobalFlags): CommandContext {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) tolerateClosing(stream);
  const isTTY = stdout.isTTY === true;
  return {
    cwd: process.cwd(),
    env,
    stdout,
    stderr,
    // A getter: merely touching process.stdin opens it, and costs time.
    get stdin() {
      return process.stdin;
    },
    json: flags.json,
    isTTY,
    columns: isTTY ? (stdout.columns ?? 0) : 0,
    color: flags.color && isTTY && !env.NO_COLOR && env.TERM !== "dumb",
    debug: flags.debug,
    now: () => new Date(),
  };
}

/** The flags as they stand in the arguments, for errors that happen before these are parsed. */
export function flagsIn(args: readonly string[]): GlobalFlags {
  const end = args.indexOf("--");
  const given = new Set(end < 0 ? args : args.slice(0, end));
  return { json: given.has("--json"), color: !given.has("--no-color"), debug: given.has("--debug") };
}
