/** How long something may take. */
export interface TimeLimit {
  /** Aborts with the signal it was made of, or when the time is over. */
  readonly signal: AbortSignal;
  /** Whether the time was over before it was cleared. */
  readonly isOver: boolean;
  clear(): void;
}

/** A gap this much longer than a tick means that the machine, or we, slept. */
const sleptMs = 5000;

/**
 * Limits the time of what runs for as long as this is not cleared; without `ms` to nothing. Time is counted in ticks of
 * a second at most, so that time in which the machine was suspended, or this process stopped, counts for nothing.
 */
export function timeLimit(
  outer: AbortSignal,
  ms: number | undefined,
  now: () => number = () => performance.now(),
): TimeLimit {
  if (ms === undefined) return { signal: outer, isOver: false, clear: () => {} };
  const own = new AbortController();
  const tickMs = Math.min(1000, Math.max(5, ms / 20));
  let active = 0;
  let last = now();
  let isOver = false;
  const pass = () => own.abort(outer.reason);
  const timer = setInterval(() => {
    const gap = now() - last;
    last += gap;
    active += gap > tickMs + sleptMs ? tickMs : Math.max(0, gap);
    if (active < ms) return;
    isOver = true;
    clearInterval(timer);
    own.abort("timeout");
  }, tickMs);
  outer.addEventListener("abort", pass);
  if (outer.aborted) pass();
  return {
    signal: own.signal,
    get isOver() {
      return isOver;
    },
    clear() {
      clearInterval(timer);
      outer.removeEventListener("abort", pass);
    },
  };
}
