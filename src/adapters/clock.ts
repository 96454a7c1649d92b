import type { Clock } from "../engine/ports/clock.ts";

/** The machine's clock; what it says is the time is `now`'s to say. */
export function systemClock(now: () => Date): Clock {
  return { now, sleep: sleepUntil };
}

/** Clocks are put right by less than this all the time. */
const setBackMs = 1000;

/**
 * Long waits are cut into pieces, so that a suspended machine wakes up in time. Where the clock is set back meanwhile, it is
 * as long as it was to be.
 */
async function sleepUntil(until: Date, signal: AbortSignal): Promise<void> {
  const began = Date.now() - performance.now();
  for (;;) {
    const left = until.getTime() - Math.max(Date.now(), began + performance.now() - setBackMs);
    if (left <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, Math.min(left, 30_000));
      signal.addEventListener("abort", done, { once: true });
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}
