/** Whether a process can be asked to end, or stopped: on Windows every signal kills, and there are no groups. */
export const canAsk = process.platform !== "win32";

/** Sends a signal to a process; false when there is none such, or it is not ours. Never throws. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  // That there is none is what is mostly found: a stack for it would cost more than the signal.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Sends a signal to a whole group, named by its leader. Where there are none, what is found is ended one by one. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  if (canAsk) sendSignal(-leader, signal);
}
