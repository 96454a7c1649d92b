import { RemovedError } from "../../../src/domain/errors.ts";
import {
  type Lease,
  LeaseHeldError,
  LeaseLostError,
  type LeaseOwner,
  type LeaseStanding,
} from "../../../src/engine/ports/lease.ts";
import type { MemoryClock } from "./clock.ts";
import type { Machine } from "./machine.ts";

interface Taken {
  readonly epoch: number;
  readonly owner: LeaseOwner;
  readonly released?: boolean;
  heartbeat: string;
}

const host = "memory";

/** Leases by name. Their holder is the machine's process; of one on another host it cannot be told whether it lives. */
export class MemoryLeases {
  readonly #machine: Machine;
  readonly #clock: MemoryClock;
  readonly #taken = new Map<string, Taken>();

  constructor(machine: Machine, clock: MemoryClock) {
    this.#machine = machine;
    this.#clock = clock;
  }

  /** Throws LeaseHeldError. */
  acquire(name: string, options: { readonly takeOver?: boolean; readonly purpose?: string } = {}): Lease {
    const standing = this.inspect(name);
    if (standing.state === "held" || (standing.state === "unknown" && !options.takeOver)) {
      throw new LeaseHeldError(`Another run holds the ${name}`, standing, { why: "", fix: "" });
    }
    const owner = this.owner(this.#machine.process, options.purpose);
    const taken = { epoch: standing.epoch + 1, owner, heartbeat: owner.since };
    this.#machine.durable(() => this.#taken.set(name, taken));
    return this.#lease(name, taken);
  }

  inspect(name: string): LeaseStanding {
    const taken = this.#taken.get(name);
    if (!taken) return { state: "free", epoch: 0 };
    const { epoch, owner, heartbeat, released } = taken;
    const lives = owner.pid === this.#machine.process ? "held" : "dead";
    return {
      state: released ? "released" : owner.host === host ? lives : "unknown",
      epoch,
      owner,
      heartbeat,
    };
  }

  /** As `holder` of a store tells it. */
  holder(name: string): string | undefined {
    const { state, owner } = this.inspect(name);
    return state === "held" || state === "unknown" ? `held by process ${owner?.pid}` : undefined;
  }

  /** Leaves a lease as somebody else would have: a higher epoch robs whoever holds it. */
  leave(name: string, epoch: number, owner: LeaseOwner): void {
    this.#taken.set(name, { epoch, owner, heartbeat: owner.since });
  }

  /** Removes a lease, as `git clean` would its file. */
  remove(name: string): void {
    this.#taken.delete(name);
  }

  owner(pid: number, purpose = ""): LeaseOwner {
    const since = this.#clock.now().toISOString();
    return { host, bootId: "", pidNamespace: "", pid, startTime: `${pid}`, token: "t", since, purpose };
  }

  #lease(name: string, taken: Taken): Lease {
    let released = false;
    const lost = () => {
      if (released) return new LeaseLostError(name, "It was released.");
      const now = this.#taken.get(name);
      if (!now) return new RemovedError(name);
      return now === taken ? undefined : new LeaseLostError(name, "Another run took it over.");
    };
    return {
      epoch: taken.epoch,
      owner: taken.owner,
      assertHeld() {
        const error = lost();
        if (error) throw error;
      },
      heartbeat: () => {
        if (!released) taken.heartbeat = this.#clock.now().toISOString();
      },
      release: () => {
        if (lost()) return;
        this.#machine.durable(() => this.#taken.set(name, { ...taken, released: true }));
        released = true;
      },
    };
  }
}
