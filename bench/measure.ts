import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one process cost. */
export interface Cost {
  /** User and system time of all its threads and, on Linux, of the processes it waited for. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly maxRssMiB: number;
}

/** The process tells its own usage as it ends: exact, needs no root, no /proc and no /usr/bin/time. */
const probe = `
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  let childrenMs = 0;
  try {
    const fields = require("node:fs").readFileSync("/proc/self/stat", "latin1").split(") ")[1].split(" ");
    childrenMs = (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {}
  const cpuMs = (userCPUTime + systemCPUTime) / 1000 + childrenMs;
  require("node:fs").writeSync(3, JSON.stringify({ cpuMs, maxRssMiB: maxRSS / 1024 }));
});
`;

/** A temporary folder, deleted when the bench ends, and the processes measured in it. */
export class Laboratory {
  readonly dir = mkdtempSync(join(tmpdir(), "agentic-sdlc-bench-"));
  readonly #probe = join(this.dir, "probe.cjs");
  /** An empty script: what Node costs before anything of ours. */
  readonly bare = join(this.dir, "bare.cjs");

  constructor() {
    writeFileSync(this.#probe, probe);
    writeFileSync(this.bare, "");
    process.on("exit", () => rmSync(this.dir, { recursive: true, force: true }));
  }

  /** Runs a script with Node, to its end. Throws with its output when it ends with another code. */
  node(args: readonly string[], cwd = this.dir, exitCode = 0): Cost {
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
    delete env.AGENTIC_SDLC_TOKEN;
    delete env.NODE_OPTIONS;
    const started = performance.now();
    const ended = spawnSync(process.execPath, ["--require", this.#probe, ...args], {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      maxBuffer: 1 << 28,
    });
    const wallMs = performance.now() - started;
    if (ended.status !== exitCode) {
      throw new Error(`node ${args.join(" ")} ended with ${ended.status ?? ended.signal}:\n${ended.stderr}`);
    }
    return { ...(JSON.parse(String(ended.output[3])) as Omit<Cost, "wallMs">), wallMs };
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

/** Runs all in turn, `rounds` times, so that a busy moment of the machine hits each alike; medians per name. */
export function interleave<Name extends string>(
  rounds: number,
  runs: Readonly<Record<Name, () => Cost>>,
): Record<Name, Cost> {
  const names = Object.keys(runs) as Name[];
  const costs = new Map<Name, Cost[]>(names.map((name) => [name, []]));
  // The first round fills the disk cache and is thrown away.
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const cost = runs[name]();
      if (round > 0) costs.get(name)?.push(cost);
    }
  }
  const middle = (name: Name): Cost => ({
    cpuMs: median((costs.get(name) ?? []).map((cost) => cost.cpuMs)),
    wallMs: median((costs.get(name) ?? []).map((cost) => cost.wallMs)),
    maxRssMiB: median((costs.get(name) ?? []).map((cost) => cost.maxRssMiB)),
  });
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Record<Name, Cost>;
}
