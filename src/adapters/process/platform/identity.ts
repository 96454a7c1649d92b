import { realpathSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { ProcessIdentity } from "../../../engine/ports/lease.ts";
import { darwin } from "./darwin/identity.ts";
import { linux } from "./linux/identity.ts";
import type { IdentityPlatform, Sight } from "./sight.ts";
import { windows } from "./windows/identity.ts";

const platform: IdentityPlatform =
  process.platform === "linux" ? linux : process.platform === "win32" ? windows : darwin;

let ours: ProcessIdentity | undefined;

/** This process. */
export function self(): ProcessIdentity {
  ours ??= {
    host: hostname(),
    bootId: platform.bootId(),
    pidNamespace: platform.pidNamespace(),
    pid: process.pid,
    startTime: startTimeOf(process.pid),
  };
  return ours;
}

/**
 * When a process started: opaque, compared for equality only. `null` if no process has this pid, if it is a zombie, or
 * if it cannot be read. Pid and start time together name one process for as long as the machine runs.
 */
export function startTimeOf(pid: number): string | null {
  const sight = look(pid);
  return sight.state === "running" ? sight.startTime : null;
}

/** Whether only this machine can write to the disk an existing folder is on; false when in doubt. */
export function isLocalDisk(dir: string): boolean {
  try {
    return platform.isLocalDisk(realpathSync.native(resolve(dir)));
  } catch {
    return false;
  }
}

/**
 * Whether the process that left its identity on a disk still lives. `dead` and `alive` are certain; everything else is
 * `unknown`. `onLocalDisk`: no other machine can have written it (then another boot id is an earlier boot of ours);
 * asked only where it matters.
 */
export function isSame(other: ProcessIdentity, onLocalDisk: () => boolean): "alive" | "dead" | "unknown" {
  const me = self();
  if (me.bootId === "" || other.bootId === "") return "unknown";
  if (other.bootId !== me.bootId) return onLocalDisk() ? "dead" : "unknown";
  if (other.pidNamespace !== me.pidNamespace) return "unknown";
  const sight = look(other.pid);
  if (sight.state === "zombie") return "dead";
  // A process may exist that we are not shown: Linux can mount /proc with hidepid.
  if (sight.state === "unseen") return exists(other.pid) ? "unknown" : "dead";
  if (other.startTime === null) return "unknown";
  return sight.startTime === other.startTime ? "alive" : "dead";
}

function look(pid: number): Sight {
  return Number.isSafeInteger(pid) && pid > 0 ? platform.look(pid) : { state: "unseen" };
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
