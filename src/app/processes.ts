import { endAllNow, resumeAll, suspendAll } from "../adapters/process/end/live.ts";

/** The processes of all attempts that this process has started, for who stops it, suspends it, and wakes it up. */
export const attemptProcesses = {
  /** Kills them at once, without asking. */
  end: endAllNow,
  /** They stand still, and so do their limits. */
  suspend: suspendAll,
  resume: resumeAll,
} as const;
