import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../domain/text/json.ts";
import type { LeaseOwner, LeaseStanding } from "../../../engine/ports/lease.ts";
import { isLocalDisk, isSame } from "../../process/platform/identity.ts";
import { errorCode } from "../durable/write.ts";
import { decodeLine, encodeLine } from "../journal/line.ts";
import { epochsIn } from "../names.ts";

/** The file of a lease's epoch. */
export function leaseFile(dir: string, name: string, epoch: number): string {
  return join(dir, `${name}.${epoch}`);
}

/** The epochs of a lease that have a file, ascending; [] where there is no such folder. Throws what readdir throws. */
export function leaseEpochs(dir: string, name: string): number[] {
  return epochsIn(dir, (file) => leaseEpochOf(file, name));
}

/** The epoch in a lease file's name; 0 if it is not one of this lease. */
export function leaseEpochOf(file: string, name: string): number {
  if (!file.startsWith(`${name}.`)) return 0;
  const digits = file.slice(name.length + 1);
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : 0;
}

/** The bytes of a lease's file. A released one keeps its owner, for display, and its place in the count. */
export function encodeOwner(owner: LeaseOwner, state: "held" | "released"): string {
  return `${encodeLine({ state, ...owner })}\n`;
}

/** Where a lease stands, from its highest epoch. */
export function readStanding(dir: string, name: string): LeaseStanding {
  let seen = 0;
  for (;;) {
    const epoch = leaseEpochs(dir, name).at(-1);
    if (epoch === undefined) return { state: "free", epoch: 0 };
    const path = leaseFile(dir, name, epoch);
    try {
      return judge(dir, epoch, readFileSync(path), statSync(path).mtime.toISOString());
    } catch (error) {
      // A file that vanished was replaced by a higher epoch, so there is another to look at.
      if (errorCode(error) !== "ENOENT" || epoch <= seen) return { state: "unknown", epoch };
      seen = epoch;
    }
  }
}

function judge(dir: string, epoch: number, bytes: Buffer, heartbeat: string): LeaseStanding {
  const line = bytes.at(-1) === 10 ? decodeLine(bytes.subarray(0, -1)) : undefined;
  const owner = line && ownerOf(line);
  if (!owner) return { state: "unknown", epoch, heartbeat };
  if (line.state === "released") return { state: "released", epoch, owner, heartbeat };
  const same = isSame(owner, () => isLocalDisk(dir));
  return { state: same === "alive" ? "held" : same, epoch, owner, heartbeat };
}

function ownerOf(line: Json): LeaseOwner | undefined {
  const { host, bootId, pidNamespace, pid, startTime, token, since, purpose } = line;
  const isOwner =
    [host, bootId, pidNamespace, token, since, purpose].every((value) => typeof value === "string") &&
    Number.isSafeInteger(pid) &&
    (startTime === null || typeof startTime === "string");
  return isOwner
    ? ({ host, bootId, pidNamespace, pid, startTime, token, since, purpose } as LeaseOwner)
    : undefined;
}
