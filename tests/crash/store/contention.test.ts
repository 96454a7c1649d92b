import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { inspectLease } from "../../../src/adapters/files/lease/lease.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { bundle } from "../harness/bundle.ts";

const full = process.env.CRASH === "full";
const newDir = tempDirs();
let contender: string;

beforeAll(async () => {
  contender = await bundle(join(import.meta.dirname, "contender.ts"), newDir());
});

function start(dir: string, rounds: number) {
  const child = spawn(process.execPath, [contender, dir, String(rounds)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (text) => {
    output += text;
  });
  return { child, ended: once(child, "close").then(() => output) };
}

describe("processes that contend for one lease", () => {
  it("never hold it together", async () => {
    const dir = newDir();
    writeFileSync(join(dir, "counter"), "0");
    const rounds = full ? 500 : 100;
    const outputs = await Promise.all([1, 2, 3].map(() => start(dir, rounds).ended));
    expect(outputs).toEqual(["DONE\n", "DONE\n", "DONE\n"]);
    expect(readFileSync(join(dir, "counter"), "utf8")).toBe(String(3 * rounds));
    expect(inspectLease(dir, "lease")).toMatchObject({ state: "released", epoch: 3 * rounds });
  }, 120_000);

  it("never hold it together, nor wait for ever, when some are killed at any moment", async () => {
    const dir = newDir();
    writeFileSync(join(dir, "counter"), "0");
    const survivors = [1, 2].map(() => start(dir, full ? 500 : 150));
    let running = true;
    const all = Promise.all(survivors.map(({ ended }) => ended)).finally(() => {
      running = false;
    });
    for (let wait = 60; running; wait = 60 + ((wait * 7) % 41)) {
      const { child, ended } = start(dir, 1e6);
      // Not to win a race: any moment will do, and each is another one.
      await later(wait);
      child.kill("SIGKILL");
      expect(await ended).toBe("");
    }
    expect(await all).toEqual(["DONE\n", "DONE\n"]);
  }, 120_000);
});
