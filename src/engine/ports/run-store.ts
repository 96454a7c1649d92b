import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { RunRecord, RunScope, RunStatus } from "../../domain/journal/run-record.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import type { Inbox } from "./inbox.ts";
import type { Texts } from "./texts.ts";

/** A run as it was found on disk. */
export interface FoundRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly scope: RunScope;
  readonly state: RunState;
  /** When its state was last saved. */
  readonly savedAt: string;
  /** Absolute path of its checkpoint, wherever that is now; undefined when it has none. */
  readonly checkpoint?: string;
  /** What was wrong with the checkpoint, where it was rebuilt from the journal. */
  readonly rebuilt?: string;
  /** Who holds it now; undefined when nobody does. */
  readonly holder?: string;
  /** The last sign of life of who held it last. */
  readonly lastSign?: string;
}

/** A checkpoint that no run can be made of, and why. */
export interface UnusableCheckpoint {
  readonly path: string;
  readonly why: "damaged" | "newer";
  readonly detail: string;
}

/** What to start a run with. */
export interface NewRun {
  readonly scope: RunScope;
  readonly options: Readonly<Record<string, unknown>>;
  readonly workflow: { readonly name: string; readonly hash: string };
  readonly toolVersion: string;
}

/** What a workflow file's run keeps beside its records; its inbox holds what people decided about its gates. */
export interface NodeStore extends Inbox, Texts {
  /** Absolute path of the folder of an attempt at a node, created. Throws NotSavedError. */
  nodeDir(path: string, attempt: number): string;
}

/**
 * A run, open for writing under its lease. Its holder may assume that nobody else writes to it, until a call throws.
 */
export interface OpenRun extends RunSession, NodeStore {
  /**
   * Records how this invocation ended; durable when it resolves. A finished run (done, abandoned) is then no longer
   * among the unfinished, but keeps its journal. Throws as `record` and `checkpoint` do.
   */
  end(ending: Ending): Promise<void>;
  /** Archives the checkpoint of a finished run, where a crash had kept `end` from it. Throws NotSavedError. */
  archive(): void;
  /**
   * Gives the leases back; nothing is recorded afterwards. Throws NotSavedError: what could not be given back dies
   * with the process.
   */
  release(): void;
}

/**
 * The runs of a project. Each has a journal, which tells what happened, and while it is unfinished a checkpoint,
 * which says that it can be gone on with: whoever removes that abandons the run. A checkpoint that is damaged, or
 * older than its journal, is rebuilt from that. Looking needs no lease, writes nothing and never throws.
 */
export interface RunStore {
  /** Runs whose checkpoint says they can be continued, and checkpoints that cannot be used. */
  unfinished(): { readonly runs: readonly FoundRun[]; readonly unusable: readonly UnusableCheckpoint[] };
  /** Every run there is a journal of, newest first. */
  all(): readonly FoundRun[];
  /** A run by its whole id; undefined where there is no journal of it. */
  find(runId: string): FoundRun | undefined;
  /** A text that a run's records hold. Throws UserError where it is lost. */
  readText(runId: string, text: Text): string;
  /** Moves a checkpoint that cannot be used out of the way. Returns its new path, relative to the root. */
  setAside(path: string): string;
  /** Deletes what is kept of a finished run. */
  remove(runId: string): void;
  /**
   * Starts a run: a crash leaves nothing, a checkpoint alone, or both that and a journal. One run of the board goes
   * on at a time. Throws LeaseHeldError, NotSavedError.
   */
  create(run: NewRun): Promise<OpenRun>;
  /**
   * Opens a run to go on with it, or to abandon it, with all that was recorded up to now. Throws LeaseHeldError,
   * NotSavedError.
   */
  open(run: FoundRun): Promise<OpenRun>;
}

/** Another process has taken this run over: it must stop, and leave the state to it. */
export class RunLostError extends UserError {
  constructor(runId: string) {
    super(ExitCode.leased, `Run ${runId} was taken over by another process`, {
      fix: "See: agentic-sdlc status",
    });
    this.name = "RunLostError";
  }
}

/** How an invocation ends: what its run's status becomes, its exit code, and why. */
export interface Ending {
  readonly status: RunStatus;
  readonly exitCode: ExitCode;
  readonly reason: string;
  /** What a person has to mend first. */
  readonly fix?: string;
}

/** The run that works, as far as work on a story needs it. */
export interface RunSession {
  /** The fold of everything recorded so far. */
  readonly state: RunState;
  /**
   * Appends to the run's journal, in order; durable, and in `state`, when it resolves. Rejects with NotSavedError,
   * and with RunLostError where another process has taken the run over in an earlier turn of the event loop.
   */
  record(...records: RunRecord[]): Promise<void>;
  /** Writes the checkpoint when it is due; always when `now`. Throws NotSavedError, RunLostError. */
  checkpoint(now?: "now"): void;
  /** Tells which process and session work on an attempt, for the checkpoint. */
  noteAgent(path: string, agent: { sessionId?: string; pid?: number }): void;
}
