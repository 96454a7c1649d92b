/**
 * macOS (and other Unixes): `ps eww`. What it cannot promise: macOS hides the environment of other users' processes and
 * of its own protected programs (/bin/sh, /usr/bin/…); those are found as members of the recorded group and as
 * descendants of what is found, not by the token. Sessions are not shown. A look takes about 20 ms.
 */
import { spawnSync } from "node:child_process";
import type { ProcessEntry, Scan } from "../table.ts";

/** Looks at the process table once: a `Scanner`. */
export function scanDarwin(token: string): Scan {
  // BSD syntax, without dashes: `e` adds the environment to the command, `ww` leaves nothing out.
  const ps = spawnSync("ps", ["axeww", "-o", "pid=,ppid=,pgid=,stat=,command="], {
    encoding: "latin1",
    maxBuffer: 256 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, LC_ALL: "C" },
  });
  // Without `ps` itself: it would make every two looks differ.
  const entries = parsePs(ps.stdout ?? "", token).filter((e) => e.pid !== ps.pid);
  return { entries, complete: true };
}

/** Reads `ps axeww -o pid=,ppid=,pgid=,stat=,command=`. */
export function parsePs(text: string, token: string): ProcessEntry[] {
  const mark = ` AGENTIC_SDLC_TOKEN=${token} `;
  return text.split("\n").flatMap((line): ProcessEntry[] => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)(.*)$/.exec(line);
    if (!match) return [];
    const [, pid, parent, group, stat = "", command = ""] = match;
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        session: 0,
        state: stat.startsWith("Z") ? "zombie" : stat.startsWith("T") ? "stopped" : "running",
        carries: token !== "" && `${command} `.includes(mark),
      },
    ];
  });
}
