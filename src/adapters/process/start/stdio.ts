/**
 * A process's standard streams. Node's own "pipe" is a socket, on which a script's `echo >/dev/stderr` and
 * `cat /dev/stdin` fail (ENXIO): on Unix standard input is an unlinked file and the outputs are named pipes, unlinked
 * once both ends are open. Where these cannot be made (no mkfifo, a full disk), and on Windows, Node's pipes serve.
 */
import type { ChildProcess, StdioOptions } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { openPipes } from "./pipes.ts";

/** The standard streams of a process that is about to be started. */
export interface Stdio {
  /** For `spawn`. */
  readonly options: StdioOptions;
  /** Our ends, once the process runs. Its own ends are closed here. */
  attach(child: ChildProcess): Outputs & { readonly input?: Writable };
  /** Closes everything, when the process could not be started. */
  abandon(): void;
  /** What it wrote has been read: its streams may serve another process, where nobody holds an end of them. */
  giveBack(): void;
}

/** What a process writes. One of the two is called, once. */
export interface Outputs {
  /** To be read while it runs. */
  streams(): { readonly out: Readable; readonly err: Readable };
  /**
   * All of it, of a process that has ended before it could fill a pipe, and that left nothing: much cheaper than
   * streams. Undefined where only streams can tell.
   */
  readonly rest?: () => { readonly out: Buffer; readonly err: Buffer };
}

/**
 * `input` is the whole standard input, closed after it; "open": it stays open, and is given by `attach`; undefined: none
 * at all. Never throws.
 */
export function openStdio(input: StdinText | "open" | undefined): Stdio {
  if (process.platform === "win32") return nodePipes(input);
  try {
    return namedPipes(input);
  } catch {
    return nodePipes(input);
  }
}

/** The whole of a standard input. */
export interface StdinText {
  readonly text: string;
}

function nodePipes(input: StdinText | "open" | undefined): Stdio {
  return {
    options: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    attach(child) {
      const outputs = { streams: () => ({ out: child.stdout!, err: child.stderr! }) };
      if (input === "open") return { ...outputs, input: child.stdin! };
      // A process may end without reading its input.
      child.stdin?.on("error", () => {});
      child.stdin?.end(input?.text);
      return outputs;
    },
    abandon() {},
    giveBack() {},
  };
}

function namedPipes(input: StdinText | "open" | undefined): Stdio {
  const [outPipe, errPipe] = openPipes();
  const ours = [outPipe.reading, errPipe.reading];
  const theirs = [outPipe.writing, errPipe.writing];
  const close = (files: number[]) => {
    for (const file of files.splice(0)) closeSync(file);
  };
  try {
    if (input !== undefined && input !== "open") theirs.unshift(textFile(input.text));
  } catch (error) {
    close(ours);
    close(theirs);
    throw error;
  }
  /** Those whose end was met: nobody has the other end of them. */
  const ended = new Set<number>();
  const giveBack = () => {
    for (const pipe of [outPipe, errPipe]) {
      const isOpen = ours.includes(pipe.reading);
      if (ended.has(pipe.reading)) pipe.giveBack(isOpen);
      else pipe.giveUp(isOpen);
    }
  };
  const rest = (fd: number) => {
    const { bytes, isEnd } = readRest(fd);
    if (isEnd) ended.add(fd);
    return bytes;
  };
  return {
    // A program that is talked with reads its descriptor, not a name: Node's pipe does.
    options:
      input === undefined ? ["ignore", ...theirs] : input === "open" ? ["pipe", ...theirs] : [...theirs],
    attach(child) {
      close(theirs);
      const stream = (fd: number) => {
        return new Socket({ fd, readable: true, writable: false }).once("end", () => ended.add(fd));
      };
      return {
        streams() {
          ours.length = 0;
          return { out: stream(outPipe.reading), err: stream(errPipe.reading) };
        },
        rest: () => ({ out: rest(outPipe.reading), err: rest(errPipe.reading) }),
        input: input === "open" ? child.stdin! : undefined,
      };
    },
    abandon() {
      close(ours);
      close(theirs);
      for (const pipe of [outPipe, errPipe]) pipe.giveBack(false);
    },
    giveBack,
  };
}

/** What is in a pipe. `isEnd`: it has no writer. */
function readRest(fd: number): { readonly bytes: Buffer; readonly isEnd: boolean } {
  const chunks: Buffer[] = [];
  let size = readNow(fd);
  for (; size !== undefined && size > 0; size = readNow(fd))
    chunks.push(Buffer.from(scratch.subarray(0, size)));
  return { bytes: Buffer.concat(chunks), isEnd: size === 0 };
}

/** How many bytes there are for `scratch`; undefined where there are none now, and a writer is left. */
function readNow(fd: number): number | undefined {
  try {
    return readSync(fd, scratch);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw error;
  }
}

const scratch = Buffer.alloc(64 * 1024);

/** A file without a name that holds a text, open for reading. */
function textFile(text: string): number {
  const folder = mkdtempSync(join(tmpdir(), "agentic-sdlc-"));
  try {
    const file = join(folder, "in");
    writeFileSync(file, text, { mode: 0o600, flag: "wx" });
    return openSync(file, "r");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
