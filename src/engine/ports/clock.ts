export interface Clock {
  now(): Date;
  /** Resolves at `until`, or when `signal` aborts. */
  sleep(until: Date, signal: AbortSignal): Promise<void>;
}
