import { spawnSync } from "node:child_process";

/**
 * A program to crash. It prints BEGIN, then `ACK n` after its n-th durable save, then END, goes on from what it finds,
 * and exits other than 0 if it could not save. All its files are in one folder.
 */
export interface Victim {
  /** What Node runs. */
  args(dir: string): readonly string[];
  /** How many saves are in `dir`. Throws when anything in it could not be gone on with, or contradicts `stdout`. */
  loaded(dir: string, stdout: string): number;
  /** The number of saves at its end. */
  readonly goal: number;
  /** Names of the files that it believes when it goes on: what a dead one left unsynced there, it must sync. */
  readonly restsOn: RegExp;
}

/**
 * The invariant: acknowledged <= loaded <= acknowledged + 1, and no success with work missing. Returns what is loaded, or
 * what is wrong.
 */
export function check(
  victim: Victim,
  dir: string,
  run: { readonly stdout: string; readonly code: number | null },
  loadedBefore: number,
): number | string {
  const acknowledged = Math.max(loadedBefore, lastAck(run.stdout));
  let loaded: number;
  try {
    loaded = victim.loaded(dir, run.stdout);
  } catch (error) {
    return `UNUSABLE (${(error as Error).message})`;
  }
  if (loaded < acknowledged) return `LOST: acknowledged ${acknowledged}, loaded ${loaded}`;
  if (loaded > acknowledged + 1) return `PHANTOM: acknowledged ${acknowledged}, loaded ${loaded}`;
  if (run.code === 0 && loaded !== victim.goal) return `LIED: exit 0 with ${loaded} of ${victim.goal}`;
  return loaded;
}

/** Runs the victim undisturbed to its end; what is wrong afterwards. */
export function finish(victim: Victim, dir: string): string | undefined {
  const { stdout, stderr, status } = spawnSync(process.execPath, victim.args(dir), { encoding: "utf8" });
  if (status !== 0 || !/^END$/m.test(stdout)) return `CANNOT GO ON (${stderr.trim().split("\n")[0]})`;
  const loaded = victim.loaded(dir, stdout);
  return loaded === victim.goal ? undefined : `WRONG END: ${loaded} of ${victim.goal}`;
}

function lastAck(stdout: string): number {
  return Number([...stdout.matchAll(/^ACK (\d+)$/gm)].at(-1)?.[1] ?? 0);
}
