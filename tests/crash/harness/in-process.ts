import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { parseTrace, type Traced } from "./strace.ts";

/**
 * As `traceNode`, for a victim that imports `inject.ts` first: the same trace and the same faults without strace, which
 * a whole run, with its thousands of looks into /proc, would slow down fivefold. Synchronous calls are all there is.
 */
export function traceInProcess(
  args: readonly string[],
  { traceFile, inject = "" }: { traceFile: string; inject?: string },
): Traced {
  rmSync(traceFile, { force: true });
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: 60_000,
    killSignal: "SIGKILL",
    env: { ...process.env, CRASH_TRACE: traceFile, CRASH_INJECT: inject },
  });
  if (!existsSync(traceFile)) throw new Error(`the victim does not start: ${stderr}`);
  return { calls: parseTrace(readFileSync(traceFile, "utf8")), stdout, stderr, code: status };
}
