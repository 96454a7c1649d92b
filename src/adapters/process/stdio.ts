/**
 * A process's standard streams. Node's own "pipe" is a socket, on which a script's `echo >/dev/stderr` and
 * `cat /dev/stdin` fail (ENXIO): on Unix standard input is an unlinked file and the outputs are named pipes, unlinked
 * once both ends are open. Where these cannot be made (no mkfifo, a full disk), and on Windows, Node's pipes serve.
 */
import { type ChildProcess, execFileSync, type StdioOptions } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

export interface Stdio {
  /** For `spawn`. */
  readonly options: StdioOptions;
  /** Our ends, once the process runs. Its own ends are closed here. */
  attach(child: ChildProcess): { readonly out: Readable; readonly err: Readable; readonly input?: Writable };
  /** Closes everything, when the process could not be started. */
  abandon(): void;
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
      const outputs = { out: child.stdout!, err: child.stderr! };
      if (input === "open") return { ...outputs, input: child.stdin! };
      // A process may end without reading its input.
      child.stdin?.on("error", () => {});
      child.stdin?.end(input?.text);
      return outputs;
    },
    abandon() {},
  };
}

function namedPipes(input: StdinText | "open" | undefined): Stdio {
  const folder = mkdtempSync(join(tmpdir(), "agentic-sdlc-"));
  const ours: number[] = [];
  const theirs: number[] = [];
  const close = (files: number[]) => {
    for (const file of files.splice(0)) closeSync(file);
  };
  try {
    const [inFile, outFile, errFile] = ["in", "out", "err"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    execFileSync("mkfifo", ["-m", "600", outFile, errFile], { stdio: "ignore" });
    if (input !== undefined && input !== "open") {
      writeFileSync(inFile, input.text, { mode: 0o600, flag: "wx" });
      theirs.push(openSync(inFile, "r"));
    }
    for (const file of [outFile, errFile]) {
      // The reading end first, and without waiting for a writer; then opening the other waits for nobody.
      ours.push(openSync(file, constants.O_RDONLY | constants.O_NONBLOCK));
      theirs.push(openSync(file, "w"));
    }
  } catch (error) {
    close(ours);
    close(theirs);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    // A program that is talked with reads its descriptor, not a name: Node's pipe does.
    options:
      input === undefined ? ["ignore", ...theirs] : input === "open" ? ["pipe", ...theirs] : [...theirs],
    attach(child) {
      close(theirs);
      const [out, err] = ours.map((fd) => new Socket({ fd, readable: true, writable: false }));
      return { out: out!, err: err!, ...(input === "open" ? { input: child.stdin! } : {}) };
    },
    abandon() {
      close(ours);
      close(theirs);
    },
  };
}
