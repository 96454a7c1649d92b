/** How a process ended. Nothing of it is alive, but for `left`. */
export interface Ended {
  /** `exit`: by itself. `crash`: it could not be started. */
  readonly reason: "exit" | "timeout" | "stalled" | "aborted" | "not_installed" | "crash";
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Without suspended time. */
  readonly durationMs: number;
  /** Up to 8 MiB each: of more, the first and the last 4, with a note between. */
  readonly stdout: string;
  readonly stderr: string;
  /** How long it was silent, where that was too long. */
  readonly silentMs?: number;
  /** Why it could not be started. */
  readonly message?: string;
  /** Processes that could not be ended. */
  readonly left: readonly number[];
}

/** The end of a process that never ran. */
export function notRun(reason: Ended["reason"], message?: string): Ended {
  return { reason, exitCode: null, signal: null, durationMs: 0, stdout: "", stderr: "", message, left: [] };
}
