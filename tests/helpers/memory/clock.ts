import type { Clock } from "../../../src/engine/ports/clock.ts";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock on which nobody waits: once all that can go on has, it leaps to when the first sleeper wakes. */
export class MemoryClock implements Clock {
  nowMs = Date.parse("2026-01-08T10:00:00Z");
  readonly #sleepers = new Set<Sleeper>();

  now(): Date {
    return new Date(this.nowMs);
  }

  /** The time of one record, like no other's. */
  tick(): string {
    return new Date(this.nowMs++).toISOString();
  }

  sleep(until: Date, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { until: until.getTime(), wake };
      if (signal.aborted || sleeper.until <= this.nowMs) return resolve();
      signal.addEventListener("abort", wake, { once: true });
      this.#sleepers.add(sleeper);
      if (this.#sleepers.size === 1) setImmediate(() => this.#leap());
    });
  }

  #leap(): void {
    const [first] = [...this.#sleepers].sort((a, b) => a.until - b.until);
    if (!first) return;
    this.nowMs = Math.max(this.nowMs, first.until);
    first.wake();
    if (this.#sleepers.size > 0) setImmediate(() => this.#leap());
  }
}
