import type { Checkpoint } from "../domain/checkpoint.ts";
import { UserError } from "../domain/errors.ts";
import { ExitCode } from "../domain/exit-code.ts";
import type { PersonMessage, Recorded } from "../domain/record.ts";

/*
 * What the engine needs from the store. "Durable" means: it survives SIGKILL and a power cut from the moment the call
 * returns (or its promise resolves). Whatever cannot be made durable throws (or rejects with) NotSavedError: exit 7.
 */

/** What every record has before the journal adds its envelope. */
export interface JournalRecord {
  readonly type: string;
  readonly path: string;
}

/** A line that was recorded and cannot be trusted any more. */
export interface JournalDamage {
  /** The journal's file name, without its folder. */
  readonly file: string;
  /** From 1; 0 for the file as a whole. */
  readonly line: number;
  /** What is wrong, and what may have to be repeated. Holds no control characters. */
  readonly message: string;
}

/** A journal as it was found. */
export interface JournalContent<R> {
  readonly records: readonly Recorded<R>[];
  readonly damage: readonly JournalDamage[];
  /** The highest epoch with a file; 0 where there is none. */
  readonly lastEpoch: number;
}

/** A journal open for appending, by the one holder of its lease. */
export interface Journal<R> extends JournalContent<R> {
  /** Bytes written to this epoch's file so far. */
  readonly bytes: number;
  /**
   * Appends all of them, in order, or rejects with NotSavedError; after that every append is refused. Durable when it
   * resolves. Appends that wait at the same time share one write and one sync.
   */
  append(records: readonly R[]): Promise<Recorded<R>[]>;
  /** As `append`, at once, with whatever was waiting before it. */
  appendSync(records: readonly R[]): Recorded<R>[];
  /** Writes what is waiting and closes the file; no append afterwards. */
  close(): void;
}

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

export interface AcquireOptions {
  readonly now: () => Date;
  /** Take it from a holder that cannot be judged. A holder that lives is never robbed. */
  readonly takeOver?: boolean;
  /** What it is held for, shown to whoever is refused. */
  readonly purpose?: string;
  /** The folder whose journals the epoch must exceed; the lease's own folder by default. */
  readonly journals?: string;
}

/** The exclusive right to run, or to work on a story. It dies with its holder. */
export interface Lease {
  readonly epoch: number;
  readonly owner: LeaseOwner;
  /**
   * Throws LeaseLostError once somebody else has taken a higher epoch, or the lease was released; RemovedError where its
   * file is gone.
   */
  assertHeld(): void;
  /** A sign of life, for display. Never throws. */
  heartbeat(): void;
  /** Gives it back; durable. Does nothing the second time, or when it was lost. */
  release(): void;
}

export type CheckpointRead =
  | { readonly state: "ok"; readonly value: Checkpoint }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly message: string }
  /** Written by a newer version of this tool: must not be touched. */
  | { readonly state: "newer"; readonly version: string }
  /** Readable, but not written by this tool: nothing in it is verified. */
  | { readonly state: "foreign"; readonly value: Readonly<Record<string, unknown>> };

export type InboxMessage = PersonMessage & { readonly at: string; readonly by?: string };

export interface InboxContent {
  /** Oldest first. */
  readonly messages: readonly { readonly name: string; readonly message: InboxMessage }[];
  readonly unreadable: readonly { readonly name: string; readonly problem: string }[];
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
