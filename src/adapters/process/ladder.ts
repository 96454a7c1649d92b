import { ladderStepMs, sendSignal } from "./survivors.ts";

/** A process group being asked to end. */
export interface Ladder {
  /** No more asking: kill now. */
  skip(): void;
  /** It ended; nothing more is sent. */
  cancel(): void;
}

/**
 * Asks a process group to end: SIGINT at once, SIGTERM after 2.5 s, `kill` after 5 s. `kill` is called once at most; with
 * `now`, at once and without asking.
 */
export function climb(group: number, kill: () => void, now: boolean): Ladder {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const steps: (() => void)[] = [
    () => ask(group, "SIGINT"),
    () => ask(group, "SIGTERM"),
    () => {
      over = true;
      kill();
    },
  ];
  const next = () => {
    steps.shift()?.();
    if (!over && steps.length > 0) timer = setTimeout(next, ladderStepMs);
  };
  // There every signal kills, and there is none that asks.
  if (now || process.platform === "win32") steps.splice(0, 2);
  next();
  return {
    skip() {
      if (over) return;
      over = true;
      clearTimeout(timer);
      kill();
    },
    cancel() {
      over = true;
      clearTimeout(timer);
    },
  };
}

function ask(group: number, signal: NodeJS.Signals): void {
  sendSignal(-group, signal);
  // A stopped process would never see it.
  sendSignal(-group, "SIGCONT");
}
