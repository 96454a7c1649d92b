import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeLine } from "../../src/adapters/files/journal/line.ts";
import { encodeOwner, leaseEpochs, leaseFile } from "../../src/adapters/files/lease/record.ts";
import { self } from "../../src/adapters/process/platform/identity.ts";
import type { LeaseOwner } from "../../src/engine/ports/lease.ts";

const owner: LeaseOwner = { ...self(), token: "t", since: "2026-01-01T00:00:00.000Z", purpose: "run-6" };

/** Leases as others leave them: one that lives, one that died, one of a machine that nobody can look at. */
export const owners = {
  living: owner,
  dead: { ...owner, startTime: "0" },
  elsewhere: { ...owner, pidNamespace: "pid:[1]", host: "container" },
};

/** Leaves a lease's file as its holder would have. */
export function leaveLease(dir: string, name: string, epoch: number, who: keyof typeof owners): void {
  writeFileSync(leaseFile(dir, name, epoch), encodeOwner(owners[who], "held"));
}

/** Takes a lease from whoever holds it, as a process would that was told to. */
export function robLease(dir: string, name: string): void {
  leaveLease(dir, name, (leaseEpochs(dir, name).at(-1) ?? 0) + 1, "living");
}

/** Lets every holder of a lease below `dir` have died. */
export function killHolders(dir: string): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/^(lease|board)\.\d+$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const { state, ...held } = decodeLine(readFileSync(file).subarray(0, -1)) as Record<string, unknown>;
    const dead = { ...held, startTime: "0" } as unknown as LeaseOwner;
    writeFileSync(file, encodeOwner(dead, state as "held" | "released"));
  }
}
