/** Watches the limits of one process. */
export interface Watchdog {
  /** The process gave a sign of life. */
  touch(): void;
  /** From here until `resume` no time passes. */
  pause(): void;
  resume(): void;
  stop(): void;
  /** Milliseconds it ran, without suspended time. */
  activeMs(): number;
}

/** How long a process may run, and say nothing. Absent: for ever. */
export interface Limits {
  /** Milliseconds it may run. */
  readonly wallMs?: number;
  /** Milliseconds it may be silent; three times as many while it is `busy`. */
  readonly silenceMs?: number;
  /** Whether it waits for something that may be silent for long, and has not stalled itself: a tool. */
  readonly busy?: () => boolean;
}

/** How much longer than it may be silent itself a program may wait for its tools. */
export const busyFactor = 3;

/** A gap this much longer than a tick means that the machine, or we, slept: nobody could have worked or listened. */
const sleptMs = 5000;

/**
 * Counts the time a process runs and calls `onLimit` once, when a limit is reached. Time is counted in ticks of a
 * second at most, so that time in which the machine was suspended, or this process stopped, counts for nothing.
 */
export function watch(
  limits: Limits,
  onLimit: (limit: "timeout" | "stalled", patienceMs: number) => void,
  now: () => number = () => performance.now(),
): Watchdog {
  const { wallMs = Number.POSITIVE_INFINITY, silenceMs = Number.POSITIVE_INFINITY } = limits;
  const tickMs = Math.min(1000, Math.max(5, Math.min(wallMs, silenceMs) / 20));
  let active = 0;
  let touchedAt = 0;
  let last = now();
  let paused = false;
  let over = false;

  const advance = () => {
    const at = now();
    const gap = at - last;
    last = at;
    if (paused || gap < 0) return;
    active += gap > tickMs + sleptMs ? tickMs : gap;
  };
  const tick = () => {
    advance();
    if (over || paused) return;
    const patience = limits.busy?.() ? silenceMs * busyFactor : silenceMs;
    const limit = active >= wallMs ? "timeout" : active - touchedAt >= patience ? "stalled" : undefined;
    if (!limit) return;
    stop();
    onLimit(limit, patience);
  };
  const timer = setInterval(tick, tickMs);
  const stop = () => {
    over = true;
    clearInterval(timer);
  };
  return {
    touch() {
      advance();
      touchedAt = active;
    },
    pause() {
      advance();
      paused = true;
    },
    resume() {
      last = now();
      paused = false;
    },
    stop,
    activeMs() {
      advance();
      return Math.round(active);
    },
  };
}
