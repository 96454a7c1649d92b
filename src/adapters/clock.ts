import type { Clock } from "../engine/ports/clock.ts";

/** The machine's clock; what it says is the time is `now`'s to say. */
export function systemClock(now: () => Date): Clock {
  return { now, sleep: sleepUntil };
}

/** Long waits are cut into pieces, so that a suspended machine wakes up in time. */
async function sleepUntil(until: Date, signal: AbortSignal): Promise<void> {
  for (;;) {
    const left = until.getTime() - Date.now();
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
