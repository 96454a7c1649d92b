import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { openJournal } from "../../../../src/adapters/files/journal/journal.ts";
import { acquireLease, inspectLease } from "../../../../src/adapters/files/lease/lease.ts";
import { encodeOwner } from "../../../../src/adapters/files/lease/record.ts";
import { self } from "../../../../src/adapters/process/platform/identity.ts";
import { RemovedError } from "../../../../src/domain/errors.ts";
import {
  type Lease,
  LeaseHeldError,
  LeaseLostError,
  type LeaseOwner,
} from "../../../../src/engine/ports/lease.ts";
import { withEachByteFlipped, withEachCut } from "../../../helpers/damage.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

const newDir = tempDirs();
const options = { now: () => new Date("2026-01-08T10:11:12.123Z"), purpose: "run-7" };
const take = (dir: string, more = {}) => acquireLease(dir, "lease", { ...options, ...more });
const owner: LeaseOwner = { ...self(), token: "t", since: "2026-01-01T00:00:00.000Z", purpose: "run-6" };
const dead: LeaseOwner = { ...owner, startTime: "0" };
const elsewhere: LeaseOwner = { ...owner, pidNamespace: "pid:[1]", host: "container" };
const leave = (dir: string, epoch: number, left: LeaseOwner) =>
  writeFileSync(join(dir, `lease.${epoch}`), encodeOwner(left, "held"));
const errorOf = (act: () => unknown): LeaseHeldError => {
  try {
    act();
  } catch (error) {
    return error as LeaseHeldError;
  }
  throw new Error("nothing was thrown");
};

describe("a lease", () => {
  it("is free, held, released, and held again by a higher epoch", () => {
    const dir = join(newDir(), "story");
    expect(inspectLease(dir, "lease")).toEqual({ state: "free", epoch: 0 });
    const first = take(dir);
    expect(first.epoch).toBe(1);
    expect(inspectLease(dir, "lease")).toMatchObject({ state: "held", epoch: 1, owner: first.owner });
    first.assertHeld();
    first.release();
    expect(inspectLease(dir, "lease")).toMatchObject({ state: "released", epoch: 1 });
    expect(() => first.assertHeld()).toThrow(LeaseLostError);
    first.release();
    expect(take(dir).epoch).toBe(2);
    expect(readdirSync(dir)).toEqual(["lease.2"]);
    expect(statSync(join(dir, "lease.2")).mode & 0o777).toBe(0o600);
  });

  it("is refused while its holder lives, naming the holder, whatever is asked", () => {
    const dir = newDir();
    take(dir);
    for (const takeOver of [false, true]) {
      const error = errorOf(() => take(dir, { takeOver }));
      expect(error).toBeInstanceOf(LeaseHeldError);
      expect(error.exitCode).toBe(4);
      expect(error.why).toContain(`run-7, process ${process.pid} on ${self().host}, since 2026-01-08T10:11`);
      expect(error.why).toMatch(/last sign of life 20/);
    }
    expect(readdirSync(dir)).toEqual(["lease.1"]);
  });

  it("is taken from the dead", () => {
    const dir = newDir();
    leave(dir, 7, dead);
    expect(inspectLease(dir, "lease")).toMatchObject({ state: "dead", epoch: 7 });
    expect(take(dir).epoch).toBe(8);
  });

  it("is taken from a process that was killed", () => {
    const dir = newDir();
    const { pid } = spawnSync("true");
    leave(dir, 1, { ...owner, pid });
    expect(take(dir).epoch).toBe(2);
  });

  it("is left to who cannot be judged, until it is taken over", () => {
    const dir = newDir();
    leave(dir, 3, elsewhere);
    const error = errorOf(() => take(dir));
    expect(error.standing.state).toBe("unknown");
    expect(error.why).toContain("container");
    expect(error.fix).toContain("--take-over");
    expect(take(dir, { takeOver: true }).epoch).toBe(4);
  });

  it("is lost once somebody else has taken it, and then neither released nor kept alive", () => {
    const dir = newDir();
    leave(dir, 3, elsewhere);
    const lease = take(dir, { takeOver: true });
    leave(dir, 5, owner);
    expect(() => lease.assertHeld()).toThrow(LeaseLostError);
    lease.release();
    lease.heartbeat();
    expect(readFileSync(join(dir, "lease.4"), "utf8")).toContain('"state":"held"');
    rmSync(join(dir, "lease.4"));
    rmSync(join(dir, "lease.5"));
    expect(() => lease.assertHeld()).toThrow(RemovedError);
  });

  it("is lost to whoever took higher epochs between our look and our link", () => {
    const dir = newDir();
    let held: Lease | undefined;
    const interrupted = () => {
      if (!held) {
        held = take(dir, { now: options.now });
        held.release();
        // Epoch 2 cleans epoch 1 away: the late taker's link to lease.1 will succeed.
        held = take(dir);
      }
      return options.now();
    };
    expect(() => take(dir, { now: interrupted })).toThrow(LeaseHeldError);
    expect(readdirSync(dir)).toEqual(["lease.2"]);
    held?.assertHeld();
  });

  it("has an epoch above every journal's", () => {
    const dir = newDir();
    openJournal(dir, 6, options).close();
    expect(take(dir).epoch).toBe(7);
    const leases = newDir();
    expect(take(leases, { journals: dir }).epoch).toBe(7);
  });

  it("shows the last sign of life", () => {
    const dir = newDir();
    let now = new Date("2026-01-08T10:00:00.000Z");
    const lease = take(dir, { now: () => now });
    now = new Date("2026-01-08T12:34:56.000Z");
    lease.heartbeat();
    expect(inspectLease(dir, "lease")).toMatchObject({ state: "held", heartbeat: now.toISOString() });
  });

  it("is not mistaken for another of a similar name", () => {
    const dir = newDir();
    const names = ["lease", "lease.2", "lea", "leasex"];
    const epochs = names.map((name) => acquireLease(dir, name, options).epoch);
    expect(epochs).toEqual([1, 1, 1, 1]);
    expect(inspectLease(dir, "lease").epoch).toBe(1);
  });

  it("removes what killed takers left behind, and nothing else", () => {
    const dir = newDir();
    const left = ["lease.1", "lease.2", "board.1"].map((file) => `.${file}.${"0".repeat(16)}.tmp`);
    for (const name of left) writeFileSync(join(dir, name), "");
    take(dir);
    expect(readdirSync(dir).sort()).toEqual([left[2], left[1], "lease.1"].sort());
  });

  it("is never believed when damaged: every byte flipped or cut leaves it unknown", () => {
    const dir = newDir();
    take(dir);
    const file = join(dir, "lease.1");
    const look = () => expect(inspectLease(dir, "lease").state).toBe("unknown");
    withEachByteFlipped(file, () => [1, 0x20, 0x80], look);
    withEachCut(file, 0, look);
  });

  it("is unknown where it cannot be read", () => {
    const dir = newDir();
    mkdirSync(join(dir, "lease.1"));
    expect(inspectLease(dir, "lease")).toEqual({ state: "unknown", epoch: 1 });
    writeFileSync(join(dir, "file"), "");
    expect(inspectLease(join(dir, "file"), "lease")).toEqual({ state: "unknown", epoch: 0 });
  });
});
