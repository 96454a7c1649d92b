import { beforeAll, describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { enumerate } from "../harness/enumerate.ts";
import { traceInProcess } from "../harness/in-process.ts";
import type { Call } from "../harness/strace.ts";
import type { Victim } from "../harness/victim.ts";
import { bundleRun, runVictim } from "./run-victim.ts";

const full = process.env.CRASH === "full";
const newDir = tempDirs();
let victim: Victim;

beforeAll(async () => {
  victim = runVictim(await bundleRun(newDir()), ["a"]);
});

/** Of each recovery every n-th call, beginning with another one in each: all of them are met in one or the other. */
function rotating(every: number) {
  let recovery = 0;
  return (_: Call, index: number) => {
    if (index === 0) recovery += 1;
    return index % every === recovery % every;
  };
}

describe("a run that is killed, and killed again while it recovers", () => {
  it(`goes on: ${full ? "at a rotating tenth of the calls of every recovery" : "a sample of pairs"}`, () => {
    const found = enumerate({
      ...{ victim, workDir: newDir(), fault: "kill", trace: traceInProcess },
      only: full ? undefined : (_, index) => index === 110,
      second: full ? rotating(10) : (_, index) => index === 12 || index === 31,
    });
    expect(found).toMatchObject({ violations: [], strayed: [] });
    expect(found.runs).toBeGreaterThan(found.points);
  }, 3_600_000);
});
