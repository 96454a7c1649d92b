import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { bin } from "../../helpers/cli.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { executionFlaws, journalFlaws, resultsOf } from "../../helpers/workflow/audit-run.ts";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { nodesAfter } from "../../helpers/workflow/node-records.ts";
import { attemptProcesses } from "../cli/board-processes.ts";
import { instants } from "../harness/instants.ts";
import { type Golden, goldenRun } from "./golden.ts";

/*
 * The command line over twenty children, four at a time, each with a child of its own: killed at random instants, and
 * continued by a bare `run --continue`, until it gets through.
 */

const full = process.env.CRASH === "full";
const kills = full ? 250 : 2;
const newDir = tempDirs();
let golden: Golden;

beforeAll(async () => {
  golden = await goldenRun("fan", newDir(), true);
});

interface Watched {
  readonly code: number | null;
  readonly stderr: string;
  readonly durationMs: number;
}

/** Runs the command line, and kills it after some time; what is wrong with the checkpoint meanwhile, fails. */
function cli(project: GoldenProject, args: readonly string[], killAfterMs: number): Promise<Watched> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: project.dir,
    env: { PATH: process.env.PATH, HOME: project.dir },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const torn = new Set<string>();
  const looking = setInterval(() => readCheckpoint(project, torn), 5);
  const killing = Number.isFinite(killAfterMs)
    ? setTimeout(() => child.kill("SIGKILL"), killAfterMs)
    : undefined;
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => {
      clearInterval(looking);
      clearTimeout(killing);
      if (torn.size > 0) reject(new Error(`not whole: ${[...torn].join("; ")}`));
      resolve({ code, stderr, durationMs: performance.now() - startedAt });
    });
  });
}

function readCheckpoint({ dir }: GoldenProject, torn: Set<string>): void {
  const sdlc = join(dir, ".agentic-sdlc");
  for (const name of readdirSync(sdlc).filter((one) => one.startsWith(".workflow-state"))) {
    try {
      JSON.parse(readFileSync(join(sdlc, name), "utf8"));
    } catch (error) {
      // It is moved away at the end of a run.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") torn.add(String(error));
    }
  }
}

/** How many nodes were in flight. */
function inFlight(project: GoldenProject): number {
  const [runId] = project.runIds();
  if (runId === undefined) return 0;
  return [...nodesAfter(project.records(runId)).values()].filter(({ status }) => status === "open").length;
}

/** Kills until it gets through; what was in flight at each kill. */
async function killing(instant: Generator<number, never>, most: number): Promise<number[]> {
  const project = GoldenProject.lay(newDir());
  const found: number[] = [];
  for (;;) {
    const args =
      project.runIds().length === 0 ? ["run", "fan.yaml", "--continue=if-any"] : ["run", "--continue"];
    const afterMs = found.length < most ? instant.next().value : Number.POSITIVE_INFINITY;
    const run = await cli(project, args, afterMs);
    if (run.code !== null) {
      // What is over is over, also where it was killed before it could say so.
      const ended = run.code === 0 || (run.code === 5 && project.isOver());
      expect({ ...run, ended }).toEqual({ ...run, ended: true });
      break;
    }
    found.push(inFlight(project));
  }
  expect(project.runIds()).toHaveLength(1);
  const records = project.records(project.runIds()[0]!);
  expect(journalFlaws(records)).toEqual([]);
  expect(executionFlaws(project, records, golden.usual)).toEqual([]);
  expect(resultsOf(records)).toEqual(golden.results);
  expect(attemptProcesses(project)).toEqual([]);
  return found;
}

describe("a workflow with many children that is killed at random instants", () => {
  it(
    `gets through, and does nothing twice (${kills} kills)`,
    async () => {
      const whole = await cli(GoldenProject.lay(newDir()), ["run", "fan.yaml"], Number.POSITIVE_INFINITY);
      expect(whole.code).toBe(0);
      const found: number[] = [];
      const instant = instants(whole.durationMs);
      while (found.length < kills) found.push(...(await killing(instant, kills - found.length)));
      if (!full) return;
      // They fall into all that a run does, up to the four that run at once.
      expect(new Set(found).size).toBeGreaterThanOrEqual(4);
    },
    full ? 1_800_000 : 60_000,
  );
});
