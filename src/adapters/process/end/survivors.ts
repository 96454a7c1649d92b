/**
 * Finding and ending every process of an attempt. The mark is the environment variable AGENTIC_SDLC_TOKEN, which every
 * process inherits from the agent; what a platform cannot promise is said in `platform/<platform>/scan.ts`.
 */
import { setTimeout as delay } from "node:timers/promises";
import { startTimeOf } from "../platform/identity.ts";
import { freeze, scan } from "../platform/scan.ts";
import { sendSignal } from "../platform/signals.ts";
import type { ProcessEntry } from "../platform/table.ts";
import { ladderStepMs } from "./ladder.ts";
import { selectAttempt, selectDescendants } from "./select.ts";

/** An attempt's processes, as its records name them. */
export interface Target {
  readonly token: string;
  readonly pid?: number;
  /** Without it, or when it differs, `pid` may be another process by now and is left alone. */
  readonly startTime?: string | null;
}

/** What became of processes that were to be ended. */
export interface EndResult {
  /** How many processes were ended. */
  readonly ended: number;
  /** Processes that could not be ended: another user's, or stuck in the kernel. */
  readonly left: readonly number[];
}

/** What a look found. */
export interface Found {
  readonly token: string;
  readonly entries: readonly ProcessEntry[];
  /** Every process there was, the attempt's or not; undefined where one could not be judged. */
  readonly table?: string;
}

const giveUpMs = 10_000;
/** On a machine where processes come and go all the time no two looks are alike. */
const enoughLooks = 8;

/** All living processes whose environment holds the token; never throws. */
export function findByToken(token: string): number[] {
  return scan(token)
    .entries.filter((e) => e.carries && e.state !== "zombie")
    .map((e) => e.pid);
}

/** All living descendants of a process, without itself; never throws. */
export function descendantsOf(pid: number): number[] {
  return selectDescendants(scan("").entries, pid).map((e) => e.pid);
}

/** The attempt's processes now. `leader`: its first process, when it is known to be that. Never throws. */
export function lookFor(token: string, leader?: number): Found {
  const { entries, complete } = scan(token);
  return {
    token,
    entries: selectAttempt(entries, process.pid, leader),
    table: complete ? entries.map((e) => e.pid).join() : undefined,
  };
}

/**
 * Ends every process of an attempt: all that carry the token and, if `pid` and `startTime` still match, that process
 * with its group, and the descendants of all of these; SIGKILL, until none remains. With `ladder` they are asked first:
 * SIGINT, SIGTERM, 2.5 s each. Never ourselves, nor what started us. Never throws.
 */
export async function endProcesses(target: Target, options: { ladder?: boolean } = {}): Promise<EndResult> {
  const { token, pid, startTime } = target;
  return endFound(() => {
    const ours = pid !== undefined && startTime != null && startTimeOf(pid) === startTime;
    return lookFor(token, ours ? pid : undefined);
  }, options);
}

/** As `endProcesses`, for what `look` finds. */
export async function endFound(look: () => Found, options: { ladder?: boolean } = {}): Promise<EndResult> {
  const hit = new Set<number>();
  if (options.ladder) {
    for (const signal of ["SIGINT", "SIGTERM"] as const) await ask(look, signal, hit);
  }
  const giveUpAt = performance.now() + giveUpMs;
  let emptyLooks: Found[] = [];
  for (let round = 0; ; round++) {
    const found = look();
    if (found.entries.length === 0) {
      const before = emptyLooks.at(-1);
      emptyLooks.push(found);
      // Whoever lives at the second of two looks at the same processes was alive, and was judged, at the first. One
      // look is not enough: a process may end while it is made, having started another.
      const sure = found.table !== undefined && found.table === before?.table;
      if (sure || emptyLooks.length >= enoughLooks) return { ended: hit.size, left: [] };
      if (before) freeze(found.token);
      await delay(2);
      continue;
    }
    emptyLooks = [];
    if (performance.now() > giveUpAt) {
      const left = found.entries.map((e) => e.pid);
      for (const pid of left) hit.delete(pid);
      return { ended: hit.size, left };
    }
    // All are stopped before the first is killed, so that none starts another meanwhile.
    freeze(found.token);
    for (const { pid } of found.entries) sendSignal(pid, "SIGSTOP");
    for (const { pid } of found.entries) if (sendSignal(pid, "SIGKILL")) hit.add(pid);
    await delay(Math.min(round, 50));
  }
}

async function ask(look: () => Found, signal: NodeJS.Signals, hit: Set<number>): Promise<void> {
  const until = performance.now() + ladderStepMs;
  let found = look();
  for (const { pid } of found.entries) {
    if (sendSignal(pid, signal)) hit.add(pid);
    sendSignal(pid, "SIGCONT");
  }
  while (found.entries.length > 0 && performance.now() < until) {
    await delay(25);
    found = look();
  }
}
