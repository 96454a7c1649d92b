import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Text } from "../../domain/journal/record.ts";
import type { RunRecord, RunScope, RunStatus } from "../../domain/journal/run-record.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import type { InboxMessage } from "./execution-store.ts";

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

/** What a workflow file's run keeps beside its records. */
export interface NodeStore {
  /** Keeps a text: in the record, or durable in a file of its own when large. Throws NotSavedError. */
  keepText(text: string): Text;
  readText(text: Text): string;
  /** Absolute path of the folder of an attempt at a node, created. */
  nodeDir(path: string, attempt: number): string;
  /** What people decided about its gates. */
  messages(): readonly InboxMessage[];
  forgetMessage(name: string): void;
}

/** A run, open for writing under its lease. */
export interface OpenRun extends RunSession, NodeStore {
  /** Records how this invocation ended; a finished run's checkpoint moves into its folder. */
  end(ending: Ending): Promise<void>;
  /** Moves the checkpoint of a finished run into its folder, where a crash had kept it from being moved. */
  archive(): void;
  /** Gives the leases back. Throws NotSavedError: what could not be given back dies with the process. */
  release(): void;
}

/** The runs of a project. */
export interface RunStore {
  /** Runs whose checkpoint says they can be continued, and checkpoints that cannot be used. */
  unfinished(): { readonly runs: readonly FoundRun[]; readonly unusable: readonly UnusableCheckpoint[] };
  /** Every run there is a journal of, newest first. */
  all(): readonly FoundRun[];
  find(runId: string): FoundRun | undefined;
  /** Moves a checkpoint that cannot be used into the runs' folder. Returns its new path, relative to the root. */
  setAside(path: string): string;
  /** Deletes a finished run's folder. */
  remove(runId: string): void;
  /** Starts a run: checkpoint first, then its journal. Throws LeaseHeldError. */
  create(run: NewRun): Promise<OpenRun>;
  /** Opens a run to go on with it, or to abandon it. Throws LeaseHeldError. */
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
  readonly state: RunState;
  /** Appends to the run's journal; durable when it resolves. Throws NotSavedError. */
  record(...records: RunRecord[]): Promise<void>;
  /** Writes the checkpoint when it is due; always when `now`. Throws NotSavedError. */
  checkpoint(now?: "now"): void;
  /** Tells which process and session work on an attempt, for the checkpoint. */
  noteAgent(path: string, agent: { sessionId?: string; pid?: number }): void;
}
