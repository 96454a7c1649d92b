import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { check, finish, type Victim } from "./victim.ts";

/** Whether a process's files can be limited in size here. */
export function canShorten(): boolean {
  return spawnSync("prlimit", ["--fsize=1000", "true"]).status === 0;
}

/**
 * Runs the victim once for each size (bytes), while no file may grow larger than that: the write that reaches it is
 * really short, the next one fails, as on a disk that fills up. Then runs it undisturbed to its end. Returns what broke
 * a promise.
 */
export function shortenWrites(victim: Victim, workDir: string, sizes: Iterable<number>): string[] {
  const dir = join(workDir, "board");
  const violations: string[] = [];
  for (const size of sizes) {
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    const limited = [`--fsize=${size}`, process.execPath, ...victim.args(dir)];
    const { stdout, status } = spawnSync("prlimit", limited, { encoding: "utf8" });
    const loaded = check(victim, dir, { stdout, code: status }, 0);
    const problem = typeof loaded === "string" ? loaded : finish(victim, dir);
    if (problem) violations.push(`${problem}, files limited to ${size} bytes`);
  }
  return violations;
}
