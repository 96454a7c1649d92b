/**
 * Windows, best effort. Cannot promise: to judge without PowerShell (everything is then `unseen`); to recognise a
 * mapped network drive as such; a quick answer (PowerShell takes about half a second). A start time is a date here, not
 * counted from boot, so it tells boots apart by itself and the machine's name is boot id enough.
 */
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import type { IdentityPlatform } from "../sight.ts";

/** What is known of processes here. */
export const windows: IdentityPlatform = {
  bootId() {
    return `windows:${hostname().toLowerCase()}`;
  },

  pidNamespace() {
    return "";
  },

  look(pid) {
    const script = `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.ToUniversalTime().Ticks`;
    const result = spawnSync("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
    });
    const startTime = result.status === 0 ? result.stdout.trim() : "";
    return /^\d+$/.test(startTime) ? { state: "running", startTime } : { state: "unseen" };
  },

  isLocalDisk(dir) {
    return /^[A-Za-z]:\\/.test(dir);
  },
};
