/** The time, and waiting for it. */
export interface Clock {
  now(): Date;
  /**
   * Resolves once it is `until`, never before, also where the machine slept meanwhile; at once when that is past.
   * Resolves earlier when `signal` aborts, and never rejects: whoever waited looks at the signal.
   */
  sleep(until: Date, signal: AbortSignal): Promise<void>;
}
