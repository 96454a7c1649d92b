import { attemptProcesses } from "../app/processes.ts";

type Stopping = "SIGINT" | "SIGTERM" | "SIGHUP";

/**
 * Ctrl+C, SIGTERM and SIGHUP abort the run, with the signal's name as the reason; a second one ends its processes at
 * once. Ctrl+Z stops them with us, and they go on with us. Returns what stops listening.
 */
export function listen(abort: AbortController, onStop: (signal: Stopping) => void): () => void {
  const stop = (signal: Stopping) => {
    if (abort.signal.aborted) return attemptProcesses.end();
    onStop(signal);
    abort.abort(signal);
  };
  const suspend = () => {
    attemptProcesses.suspend();
    process.kill(process.pid, "SIGSTOP");
  };
  const stopping = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of stopping) process.on(signal, stop);
  const windows = process.platform === "win32";
  if (!windows) process.on("SIGTSTP", suspend).on("SIGCONT", attemptProcesses.resume);
  return () => {
    for (const signal of stopping) process.off(signal, stop);
    if (!windows) process.off("SIGTSTP", suspend).off("SIGCONT", attemptProcesses.resume);
  };
}
