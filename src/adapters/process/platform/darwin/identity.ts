/**
 * macOS (and other systems with a BSD `ps`). Cannot promise: to tell a process from one that took its pid within the
 * same second (`ps` knows start times to the second); to know the boot where `sysctl` has no kern.bootsessionuuid.
 */
import { spawnSync } from "node:child_process";
import type { IdentityPlatform, Sight } from "../sight.ts";

/** What is known of processes here. */
export const darwin: IdentityPlatform = {
  bootId() {
    return run("sysctl", ["-n", "kern.bootsessionuuid"]).trim();
  },

  pidNamespace() {
    return "";
  },

  look(pid) {
    return parsePs(run("ps", ["-o", "stat=", "-o", "lstart=", "-p", String(pid)]));
  },

  isLocalDisk(dir) {
    return isLocalMount(run("mount", []), dir);
  },
};

/** Reads `ps -o stat= -o lstart=`: `Ss   Thu Jan  8 10:11:12 2026`. */
export function parsePs(line: string): Sight {
  const match = /^(\S+)\s+(\S.*)$/.exec(line.trim());
  if (!match?.[1] || !match[2]) return { state: "unseen" };
  return match[1].startsWith("Z")
    ? { state: "zombie" }
    : { state: "running", startTime: match[2].replace(/\s+/g, " ") };
}

/** Reads `mount`: whether the mount that holds `dir` is marked local: `/dev/disk3s1 on / (apfs, local, journaled)`. */
export function isLocalMount(mounts: string, dir: string): boolean {
  let best = { point: "", local: false };
  for (const line of mounts.split("\n")) {
    const match = /^.* on (\/.*) \(([^()]*)\)$/.exec(line);
    if (!match?.[1] || match[2] === undefined) continue;
    const point = match[1];
    const holds = point === "/" || dir === point || dir.startsWith(`${point}/`);
    if (holds && point.length >= best.point.length) {
      best = { point, local: match[2].split(", ").includes("local") };
    }
  }
  return best.local;
}

/** The same words and time zone for everyone, whoever started us. */
function run(command: string, args: string[]): string {
  const env = { PATH: "/usr/sbin:/sbin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC0" };
  const result = spawnSync(command, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return result.status === 0 ? result.stdout : "";
}
