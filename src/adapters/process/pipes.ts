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
  /** Once both ends are closed, everywhere: it may be used again. */
  giveBack(): void;
}

/** Linux; Node has no name for it. */
const O_PATH = 0o10000000;
const idle: number[] = [];

/** Two pipes. Throws where they cannot be made. */
export function openPipes(): [Pipe, Pipe] {
  if (process.platform !== "linux") return makePipes((path) => ends(path, () => {}));
  while (idle.length < 2) idle.push(...makePipes((path) => openSync(path, O_PATH)));
  return [anchored(idle.pop()!), anchored(idle.pop()!)];
}

function anchored(anchor: number): Pipe {
  return ends(`/proc/self/fd/${anchor}`, () => idle.push(anchor));
}

function ends(path: string, giveBack: () => void): Pipe {
  // The reading end first, and without waiting for a writer; then opening the other waits for nobody.
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { reading, writing: openSync(path, "w"), giveBack };
  } catch (error) {
    closeSync(reading);
    throw error;
  }
}

function makePipes<T>(use: (path: string) => T): [T, T] {
  const folder = mkdtempSync(join(tmpdir(), "agentic-sdlc-"));
  try {
    const [first, second] = [join(folder, "1"), join(folder, "2")] as const;
    execFileSync("mkfifo", ["-m", "600", first, second], { stdio: "ignore" });
    return [use(first), use(second)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
