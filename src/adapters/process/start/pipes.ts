/**
 * Named pipes without names. On Linux each is held by a descriptor that is neither of its ends (O_PATH), from which both
 * are opened as often as it is used: making one costs a process, and a run may start thousands of commands.
 */
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Both ends of a pipe, open; what is at the reading one is there without waiting for a writer. */
export interface Pipe {
  readonly reading: number;
  readonly writing: number;
  /** Once nobody has its writing end any more: it may be used again. `isOpen`: the reading one is not closed. */
  giveBack(isOpen: boolean): void;
  /** Somebody has its writing end still, and would write into what another reads: it is not used again. */
  giveUp(isOpen: boolean): void;
}

/** A pipe that is not in use, and its reading end where that is open. */
interface Anchored {
  readonly anchor: number;
  readonly reading?: number;
}

/** Linux; Node has no name for it. */
const O_PATH = 0o10000000;
const idle: Anchored[] = [];
/** So many cost hardly more than two. */
const atOnce = 8;

/** Two pipes. Throws where they cannot be made. */
export function openPipes(): [Pipe, Pipe] {
  if (process.platform !== "linux") {
    const [first, second] = makePipes(2, unanchored);
    return [first!, second!];
  }
  if (idle.length < 2) idle.push(...makePipes(atOnce, (path) => ({ anchor: openSync(path, O_PATH) })));
  return [anchored(idle.pop()!), anchored(idle.pop()!)];
}

function anchored({ anchor, reading: open }: Anchored): Pipe {
  const path = `/proc/self/fd/${anchor}`;
  const reading = open ?? openReading(path);
  return {
    reading,
    writing: openWriting(path, reading),
    giveBack(isOpen) {
      idle.push(isOpen ? { anchor, reading } : { anchor });
    },
    giveUp(isOpen) {
      closeSync(anchor);
      if (isOpen) closeSync(reading);
    },
  };
}

function unanchored(path: string): Pipe {
  const reading = openReading(path);
  const end = (isOpen: boolean) => {
    if (isOpen) closeSync(reading);
  };
  return { reading, writing: openWriting(path, reading), giveBack: end, giveUp: end };
}

/** First, and without waiting for a writer; then opening the other end waits for nobody. */
function openReading(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

function openWriting(path: string, reading: number): number {
  try {
    return openSync(path, "w");
  } catch (error) {
    closeSync(reading);
    throw error;
  }
}

function makePipes<T>(count: number, use: (path: string) => T): T[] {
  const folder = mkdtempSync(join(tmpdir(), "agentic-sdlc-"));
  try {
    const paths = Array.from({ length: count }, (_, n) => join(folder, String(n)));
    execFileSync("mkfifo", ["-m", "600", ...paths], { stdio: "ignore" });
    return paths.map(use);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
