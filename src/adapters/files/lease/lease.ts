import { randomUUID } from "node:crypto";
import { existsSync, unlinkSync, utimesSync } from "node:fs";
import { NotSavedError, RemovedError, UserError } from "../../../domain/errors.ts";
import {
  type Lease,
  LeaseHeldError,
  LeaseLostError,
  type LeaseOwner,
  type LeaseStanding,
} from "../../../engine/ports/lease.ts";
import { self } from "../../process/platform/identity.ts";
import {
  createFileExclusive,
  errorCode,
  mkdirDurable,
  removeLeftovers,
  replaceFile,
} from "../durable/write.ts";
import { journalEpochs } from "../journal/files.ts";
import { encodeOwner, leaseEpochOf, leaseEpochs, leaseFile, readStanding } from "./record.ts";

/** How to take a lease. */
interface AcquireOptions {
  readonly now: () => Date;
  /** Take it from a holder that cannot be judged. A holder that lives is never robbed. */
  readonly takeOver?: boolean;
  /** What it is held for, shown to whoever is refused. */
  readonly purpose?: string;
  /** The folder whose journals the epoch must exceed; the lease's own folder by default. */
  readonly journals?: string;
}

/** Each try is lost only to somebody who took a higher epoch meanwhile. */
const tries = 100;

/**
 * Takes the lease `name` in `dir` (created where missing); durable when it returns. Throws LeaseHeldError, naming who
 * has it or might, and NotSavedError.
 */
export function acquireLease(dir: string, name: string, options: AcquireOptions): Lease {
  mkdirDurable(dir);
  for (let left = tries; left > 0; left--) {
    const lease = readable(dir, () => tryAcquire(dir, name, options));
    if (lease) return lease;
  }
  const standing = inspectLease(dir, name);
  throw new LeaseHeldError(`The lease ${name} changes hands all the time`, standing, {
    why: `It was taken by others ${tries} times in a row.`,
    fix: "See who runs: agentic-sdlc status",
  });
}

/** Where the lease stands. Reads only, never throws: what cannot be read is `unknown`. */
export function inspectLease(dir: string, name: string): LeaseStanding {
  try {
    return readStanding(dir, name);
  } catch {
    return { state: "unknown", epoch: 0 };
  }
}

function tryAcquire(dir: string, name: string, options: AcquireOptions): Lease | undefined {
  // Journals are listed before leases: whoever opened a journal seen here has its lease seen below.
  const journal = journalEpochs(options.journals ?? dir).at(-1) ?? 0;
  const standing = readStanding(dir, name);
  if (standing.state === "held" || (standing.state === "unknown" && !options.takeOver)) {
    throw refusal(name, standing);
  }
  const epoch = Math.max(standing.epoch, journal) + 1;
  const since = options.now().toISOString();
  const owner: LeaseOwner = { ...self(), token: randomUUID(), since, purpose: options.purpose ?? "" };
  const path = leaseFile(dir, name, epoch);
  if (!create(path, encodeOwner(owner, "held"))) return undefined;
  const unjudged = leaseEpochs(dir, name).some((other) => other > standing.epoch && other !== epoch);
  if (unjudged) {
    // Somebody came in between whom we have not judged, perhaps with a higher epoch: theirs counts, ours goes.
    removeQuietly(path);
    return undefined;
  }
  for (const older of leaseEpochs(dir, name)) {
    if (older < epoch) removeQuietly(leaseFile(dir, name, older));
  }
  removeLeftovers(dir, (file) => {
    const left = leaseEpochOf(file, name);
    return left > 0 && left <= epoch;
  });
  return new HeldLease(dir, name, epoch, owner, options.now);
}

function create(path: string, text: string): boolean {
  try {
    return createFileExclusive(path, text);
  } catch (error) {
    // A higher epoch's holder swept our temporary file away: lost, like an epoch that is taken.
    const swept =
      error instanceof RemovedError ||
      (error instanceof NotSavedError && errorCode(error.cause) === "ENOENT");
    if (swept) return false;
    throw error;
  }
}

class HeldLease implements Lease {
  readonly epoch: number;
  readonly owner: LeaseOwner;
  private readonly dir: string;
  private readonly name: string;
  private readonly now: () => Date;
  private released = false;

  constructor(dir: string, name: string, epoch: number, owner: LeaseOwner, now: () => Date) {
    this.dir = dir;
    this.name = name;
    this.epoch = epoch;
    this.owner = owner;
    this.now = now;
  }

  assertHeld(): void {
    const lost = readable(this.dir, () => this.lost());
    if (lost) throw lost;
  }

  heartbeat(): void {
    try {
      const now = this.now();
      if (!this.released) utimesSync(this.path, now, now);
    } catch {
      // For display only: whether the lease still stands is for assertHeld to say.
    }
  }

  release(): void {
    if (readable(this.dir, () => this.lost())) return;
    replaceFile(this.path, encodeOwner(this.owner, "released"));
    this.released = true;
  }

  private get path(): string {
    return leaseFile(this.dir, this.name, this.epoch);
  }

  private lost(): UserError | undefined {
    if (this.released) return new LeaseLostError(this.name, "It was released.");
    const highest = leaseEpochs(this.dir, this.name).at(-1) ?? 0;
    if (highest > this.epoch) {
      const why = `Another run took it over (epoch ${highest}, ours was ${this.epoch}).`;
      return new LeaseLostError(this.name, why);
    }
    return existsSync(this.path) ? undefined : new RemovedError(this.path);
  }
}

function refusal(name: string, { owner, heartbeat, ...standing }: LeaseStanding): LeaseHeldError {
  const seen = heartbeat ? `, last sign of life ${heartbeat}` : "";
  const who = owner
    ? `${owner.purpose && `${owner.purpose}, `}process ${owner.pid} on ${owner.host}, since ${owner.since}${seen}`
    : `its owner cannot be read${seen}`;
  if (standing.state === "held") {
    return new LeaseHeldError(
      `Another run holds the ${name}`,
      { ...standing, owner, heartbeat },
      {
        why: `Held by ${who}.`,
        fix: "Wait for it or stop it, then try again. See it: agentic-sdlc status",
      },
    );
  }
  return new LeaseHeldError(
    `Another run may still hold the ${name}`,
    { ...standing, owner, heartbeat },
    {
      why: `${owner ? `Held by ${who}` : `Held, but ${who}`}; from here it cannot be told whether it lives.`,
      fix: "If you are sure that it does not: agentic-sdlc run --continue --take-over",
    },
  );
}

/** A folder that cannot be read cannot say who holds its leases: nothing may be saved in their name. */
function readable<T>(dir: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UserError ? error : new NotSavedError(dir, error);
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // An old epoch that stays is never looked at.
  }
}
