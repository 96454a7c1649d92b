/**
 * Windows, best effort: parents only. What it cannot promise: another process's environment cannot be read, so nothing
 * is found by its token; there are no groups; a process whose parents have ended is not found. Job objects, which would
 * hold them all, cannot be reached without native code.
 */
import { execFileSync } from "node:child_process";
import type { ProcessEntry, Scan } from "../table.ts";

const list =
  "Get-CimInstance Win32_Process | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.Ticks }";

/** Looks at the process table once: a `Scanner`. */
export function scanWindows(): Scan {
  try {
    const text = execFileSync("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", list], {
      encoding: "utf8",
      windowsHide: true,
      timeout: 10_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return { entries: parseList(text), complete: true };
  } catch {
    return { entries: [], complete: true };
  }
}

/** Reads lines of `pid parent created`. A "parent" younger than its child is another process with a reused number. */
export function parseList(text: string): ProcessEntry[] {
  const rows = [...text.matchAll(/^(\d+) (\d+) (\d*)\s*$/gm)].map(([, pid, parent, created]) => ({
    pid: Number(pid),
    parent: Number(parent),
    created: BigInt(created || 0),
  }));
  const createdAt = new Map(rows.map((row) => [row.pid, row.created]));
  return rows.map(({ pid, parent, created }) => {
    const reused = (createdAt.get(parent) ?? 0n) > created;
    return { pid, parent: reused ? 0 : parent, group: 0, session: 0, state: "running", carries: false };
  });
}
