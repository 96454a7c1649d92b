/**
 * The supervised processes alive now, and what happens to all of them at once: Ctrl+Z, the second Ctrl+C, and the end
 * of this process by whatever way still runs JavaScript.
 */
import { canAsk, sendSignal } from "../platform/signals.ts";
import type { Found } from "./survivors.ts";

/** A supervised process, as long as it or anything of it may live. */
export interface LiveProcess {
  /** Every process of it now. */
  look(): Found;
  /** Its limits stand still until `resume`. */
  pause(): void;
  resume(): void;
  /** Kills it without asking, also when it is being asked already. */
  endNow(): void;
}

const live = new Set<LiveProcess>();
const stopRounds = 10;
let watchingExit = false;

/** Adds a process; call what it returns when nothing of it is left. */
export function register(entry: LiveProcess): () => void {
  if (!watchingExit) {
    watchingExit = true;
    process.on("exit", killAll);
  }
  live.add(entry);
  return () => live.delete(entry);
}

/** Stops (SIGSTOP) every process of every attempt; their limits stand still. Does nothing on Windows. */
export function suspendAll(): void {
  for (const entry of live) entry.pause();
  if (!canAsk) return;
  for (let round = 0; round < stopRounds; round++) {
    const running = entries().filter((e) => e.state === "running");
    if (running.length === 0) return;
    for (const { pid } of running) sendSignal(pid, "SIGSTOP");
  }
}

/** Continues what `suspendAll` stopped. */
export function resumeAll(): void {
  if (canAsk) for (const { pid } of entries()) sendSignal(pid, "SIGCONT");
  for (const entry of live) entry.resume();
}

/** Kills every live process at once: what a second Ctrl+C means. Their supervisors resolve as aborted. */
export function endAllNow(): void {
  for (const entry of [...live]) entry.endNow();
}

function entries() {
  return [...live].flatMap((entry) => entry.look().entries);
}

function killAll(): void {
  for (const { pid } of live.size > 0 ? entries() : []) sendSignal(pid, "SIGKILL");
}
