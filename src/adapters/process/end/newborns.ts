/**
 * A quick answer to whether anything of a process can be alive: on Linux numbers are given to processes in their order,
 * and the last one is told. Whatever a process started, at any remove, has a number between its own and that.
 */
import { openSync, readSync, statSync } from "node:fs";
import { standingOf } from "../platform/linux/scan.ts";

/** More of them are read as fast from the whole table. */
const most = 1000;

/** The latest processes that we started ourselves, and whether they live: each looks after its own. */
const ours = new Map<number, boolean>();

/** A process of ours lives, until what it returns is called. */
export function noteOwn(pid: number): () => void {
  ours.delete(pid);
  ours.set(pid, true);
  // The oldest ones are the first; one that still lives is looked at like any other then.
  if (ours.size > 2 * most) for (const old of [...ours.keys()].slice(0, most)) ours.delete(old);
  return () => {
    if (ours.has(pid)) ours.set(pid, false);
  };
}

/**
 * True only where nothing that a process of ours, which has ended, started can be alive: nobody born since carries its
 * token, or is in its group or session. False where it cannot be told, or not quickly. Never throws.
 */
export function noneLeftOf(pid: number, token: string): boolean {
  if (process.platform !== "linux") return false;
  let last = lastBorn();
  for (let from = pid; ; ) {
    if (last === undefined || last < from || last - pid > most) return false;
    let others = false;
    for (let other = from + 1; other <= last; other++) {
      if (ours.has(other)) continue;
      others = true;
      if (isAlive(other) && standingOf(other, pid, token) !== "unrelated") return false;
    }
    if (!others) return true;
    // Who ended while we looked may have started another before.
    const since = lastBorn();
    if (since === last) return true;
    from = last;
    last = since;
  }
}

/** Kept open, and read anew each time. */
let loadavg: number | undefined;
const scratch = Buffer.alloc(128);

/** The number of the process, or thread, that was started last; undefined where it cannot be read. */
function lastBorn(): number | undefined {
  try {
    loadavg ??= openSync("/proc/loadavg", "r");
    const text = scratch.toString("latin1", 0, readSync(loadavg, scratch, 0, scratch.length, 0));
    const number = Number(text.slice(text.lastIndexOf(" ")));
    return Number.isSafeInteger(number) && number > 0 ? number : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false }) !== undefined;
}
