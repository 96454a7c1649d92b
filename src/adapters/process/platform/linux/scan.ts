/**
 * Linux: /proc. What it cannot promise: a process that replaced its environment (`env -i`) AND left its session AND
 * outlived its parents carries no mark; processes in another pid namespace (containers the agent started through a
 * daemon) are not in our /proc; setuid programs hide their environment from other users.
 */
import { readdirSync } from "node:fs";
import type { ProcessEntry, Scan } from "../table.ts";
import { readProc } from "./proc-file.ts";

/** Looks at the process table once: a `Scanner`. */
export function scanLinux(token: string): Scan {
  const entries: ProcessEntry[] = [];
  let complete = true;
  for (const pid of pids()) {
    const stat = readStat(pid);
    const mark = stat && token !== "" ? markOf(pid, token) : "absent";
    if (!stat || mark === "unsettled") complete = false;
    if (stat) entries.push({ ...stat, carries: mark === "present" });
  }
  return { entries, complete };
}

/** What a process is to one that has ended: `unrelated`, or it may be something that it left. Gone ones are unrelated. */
export function standingOf(pid: number, leader: number, token: string): "unrelated" | "suspect" {
  const stat = readStat(pid);
  if (!stat || stat.state === "zombie") return "unrelated";
  if (stat.group === leader || stat.session === leader) return "suspect";
  // Somebody's program that is just being started is soon known; to look at all processes instead would take longer.
  let mark = markOf(pid, token);
  for (let tries = 0; mark === "unsettled" && tries < startingTries; tries++) {
    if (!readStat(pid)) return "unrelated";
    mark = markOf(pid, token);
  }
  return mark === "absent" ? "unrelated" : "suspect";
}

const startingTries = 50;

const freezeMs = 2000;

/**
 * Stops (SIGSTOP) every process that carries the token, and does not rest until no new one appears: a chain of
 * processes, each of which starts the next and ends, is faster than a look at the whole table, so only processes not
 * seen before are read. Never us, nor what started us. Gives up after 2 s.
 */
export function freezeLinux(token: string): void {
  if (token === "") return;
  const seen = ancestry();
  const until = performance.now() + freezeMs;
  for (let quiet = 0; quiet < 3 && performance.now() < until; quiet++) {
    for (const pid of pids().reverse()) {
      if (seen.has(pid)) continue;
      const mark = markOf(pid, token);
      if (mark !== "unsettled") seen.add(pid);
      if (mark === "present") stop(pid);
      // What it started may be newer than this list.
      quiet = -1;
    }
  }
}

function stop(pid: number): void {
  try {
    process.kill(pid, "SIGSTOP");
  } catch {
    // It has ended, or is not ours to stop.
  }
}

/** We, our parent, and so on. */
function ancestry(): Set<number> {
  const found = new Set<number>();
  for (let pid: number | undefined = process.pid; pid !== undefined && !found.has(pid); ) {
    found.add(pid);
    pid = readStat(pid)?.parent;
  }
  return found;
}

function pids(): number[] {
  try {
    return readdirSync("/proc").filter(isNumber).map(Number);
  } catch {
    return [];
  }
}

const isNumber = (name: string) => /^\d+$/.test(name);
const kernelThread = 0x0020_0000;

interface Stat extends Omit<ProcessEntry, "carries"> {
  /** It has no environment yet: it is in the middle of exec. */
  readonly inExec: boolean;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readProc(`/proc/${pid}/stat`).toString("latin1");
    // The program's name is in parentheses and may itself hold spaces and parentheses. Fields are counted from 3.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [letter, parent, group, session] = fields;
    const state =
      letter === "Z" || letter === "X" ? "zombie" : letter?.toUpperCase() === "T" ? "stopped" : "running";
    const inExec = state !== "zombie" && (Number(fields[6]) & kernelThread) === 0 && fields[48] === "0";
    return { pid, parent: Number(parent), group: Number(group), session: Number(session), state, inExec };
  } catch {
    return undefined;
  }
}

/** Whether a process carries the token. `unsettled`: it is in the middle of exec, or has just ended. */
function markOf(pid: number, token: string): "present" | "absent" | "unsettled" {
  const mark = Buffer.from(`AGENTIC_SDLC_TOKEN=${token}`);
  const environ = environment(pid);
  if (environ === "hidden") return "absent";
  if (environ.length > 0) return holds(environ, mark) ? "present" : "absent";
  if (readStat(pid)?.inExec !== false) return "unsettled";
  // It has an environment by now, or never had one: an empty one, a zombie, a kernel thread.
  const again = environment(pid);
  return again !== "hidden" && holds(again, mark) ? "present" : "absent";
}

function environment(pid: number): Buffer | "hidden" {
  try {
    return readProc(`/proc/${pid}/environ`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EPERM" ? "hidden" : Buffer.alloc(0);
  }
}

/** Whether one of the NUL-separated variables is exactly `mark`. */
function holds(environ: Buffer, mark: Buffer): boolean {
  for (let at = environ.indexOf(mark); at >= 0; at = environ.indexOf(mark, at + 1)) {
    const end = at + mark.length;
    const begins = at === 0 || environ[at - 1] === 0;
    if (begins && (end === environ.length || environ[end] === 0)) return true;
  }
  return false;
}
