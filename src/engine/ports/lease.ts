import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";

/*
 * "Durable", in every port, means: it survives SIGKILL and a power cut from the moment the call returns (or its promise
 * resolves). Whatever cannot be made durable throws (or rejects with) NotSavedError: exit 7.
 */

/** A process, so that no other is ever taken for it. */
export interface ProcessIdentity {
  readonly host: string;
  /** Differs after every start of the machine; "" where it cannot be known. */
  readonly bootId: string;
  /** "" where the platform has none. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Opaque, compared for equality; `null` where it cannot be known. */
  readonly startTime: string | null;
}

/** Who holds a lease, or did. */
export interface LeaseOwner extends ProcessIdentity {
  readonly token: string;
  /** ISO 8601: when the lease was taken. */
  readonly since: string;
  /** What it is held for, such as a run's id; "" if not said. */
  readonly purpose: string;
}

/** Where a lease stands, as far as this machine can tell. */
export interface LeaseStanding {
  /**
   * `free`: never taken. `released`: given back. `held`: its holder lives. `dead`: its holder certainly does not.
   * `unknown`: cannot be judged from here (another machine or pid namespace, a damaged record).
   */
  readonly state: "free" | "released" | "held" | "dead" | "unknown";
  /** 0 for `free`. */
  readonly epoch: number;
  readonly owner?: LeaseOwner;
  /** ISO 8601: the holder's last sign of life. For display; never proof of death. */
  readonly heartbeat?: string;
}

/**
 * The exclusive right to run, or to work on a story. It dies with its holder: nobody gives it back for the dead, the
 * next one takes it. At most one epoch's holder may write; whoever holds a lower one is told by `assertHeld`, and
 * must stop.
 */
export interface Lease {
  /** Higher than that of every holder before. */
  readonly epoch: number;
  readonly owner: LeaseOwner;
  /**
   * To be called before each write. Throws LeaseLostError once somebody else has taken a higher epoch, or the lease was
   * released; RemovedError where its file is gone.
   */
  assertHeld(): void;
  /** A sign of life, for display. Never throws. */
  heartbeat(): void;
  /** Gives it back; durable. Does nothing the second time, or when it was lost. */
  release(): void;
}

/** Somebody else holds the lease, or might. */
export class LeaseHeldError extends UserError {
  readonly standing: LeaseStanding;

  constructor(message: string, standing: LeaseStanding, detail: { why: string; fix: string }) {
    super(ExitCode.leased, message, detail);
    this.name = "LeaseHeldError";
    this.standing = standing;
  }
}

/** The lease was held and is not any more: nothing may be written in its name. */
export class LeaseLostError extends UserError {
  constructor(name: string, why: string) {
    super(ExitCode.leased, `Lost the lease ${name}`, {
      why,
      fix: "See who runs now: agentic-sdlc status",
    });
    this.name = "LeaseLostError";
  }
}
