/**
 * Linux. Cannot promise: to see through /proc mounted with hidepid, or not mounted for our own pid namespace (processes
 * are then `unseen`, and judged by kill(pid, 0) alone); that a file system it does not know is local (it says no).
 */
import { readlinkSync, statfsSync } from "node:fs";
import type { IdentityPlatform, Sight } from "../sight.ts";
import { readProc } from "./proc-file.ts";

/** Magic numbers (statfs(2)) of file systems that one machine alone writes to. */
const localTypes: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlayfs
  0x2fc12fc1, // zfs
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
  0x3153464a, // jfs
  0x52654973, // reiserfs
  0xf15f, // ecryptfs
  0x4d44, // vfat
  0x2011bab0, // exfat
  0x7366746e, // ntfs3
]);

/** What is known of processes here. */
export const linux: IdentityPlatform = {
  bootId() {
    return read("/proc/sys/kernel/random/boot_id").trim();
  },

  pidNamespace() {
    try {
      return readlinkSync("/proc/self/ns/pid");
    } catch {
      return "";
    }
  },

  look(pid) {
    return procIsOurs() ? parseStat(read(`/proc/${pid}/stat`)) : { state: "unseen" };
  },

  isLocalDisk(dir) {
    try {
      return localTypes.has(statfsSync(dir).type);
    } catch {
      return false;
    }
  },
};

/** Reads /proc/<pid>/stat: the state is field 3, the start time (clock ticks since boot) field 22. */
export function parseStat(stat: string): Sight {
  // Field 2 is the command's name in parentheses, and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTime] = [fields[0], fields[19]];
  if (!stat.includes(")") || startTime === undefined || !/^\d+$/.test(startTime)) return { state: "unseen" };
  return state === "Z" || state === "X" ? { state: "zombie" } : { state: "running", startTime };
}

/** After `unshare --pid` without a new /proc, the numbers in /proc are another namespace's. */
function procIsOurs(): boolean {
  try {
    return readlinkSync("/proc/self") === String(process.pid);
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readProc(path).toString();
  } catch {
    return "";
  }
}
