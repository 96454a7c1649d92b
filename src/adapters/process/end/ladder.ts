import { canAsk, signalGroup } from "../platform/signals.ts";

/** Between SIGINT, SIGTERM and SIGKILL. */
export const ladderStepMs = 2500;

/** A process group being asked to end. */
export interface Ladder {
  /** No more asking: kill now. */
  skip(): void;
  /** It ended; nothing more is sent. */
  cancel(): void;
}

/**
 * Asks a process group to end: the first of `asks` at once, each other 2.5 s after the one before, then `kill`. `kill` is
 * called once at most; with `now`, at once and without asking.
 */
export function climb(
  group: number,
  kill: () => void,
  now: boolean,
  asks: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"],
): Ladder {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const steps: (() => void)[] = [
    ...asks.map((signal) => () => ask(group, signal)),
    () => {
      over = true;
      kill();
    },
  ];
  const next = () => {
    steps.shift()?.();
    if (!over && steps.length > 0) timer = setTimeout(next, ladderStepMs);
  };
  if (now || !canAsk) steps.splice(0, asks.length);
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
  signalGroup(group, signal);
  // A stopped process would never see it.
  signalGroup(group, "SIGCONT");
}
