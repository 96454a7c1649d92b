import { renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { NotSavedError } from "../../../domain/errors.ts";
import { type AgentTrace, checkpointOf } from "../../../domain/journal/checkpoint-of.ts";
import type { Recorded, Text } from "../../../domain/journal/record.ts";
import type { RunRecord } from "../../../domain/journal/run-record.ts";
import { applyRun, isUnfinished, type RunState } from "../../../domain/journal/run-state.ts";
import type { Journal } from "../../../engine/ports/journal.ts";
import { type Lease, LeaseLostError } from "../../../engine/ports/lease.ts";
import { type OpenRun, RunLostError } from "../../../engine/ports/run-store.ts";
import { getText, putText } from "../durable/outputs.ts";
import { mkdirDurable, syncDir } from "../durable/write.ts";
import { readInbox, removeMessage } from "../journal/inbox.ts";
import { openJournal } from "../journal/journal.ts";
import { checkpointPath, type Layout, nodeFolder } from "../layout.ts";
import { writeCheckpoint } from "./checkpoint.ts";

/** Up to this size the checkpoint is written after each action; above, when the journal has grown by its size. */
const smallCheckpoint = 64 * 1024;

/** A run that is held: its journal, its checkpoint and its leases, until `release`. */
export class RunWriter implements OpenRun {
  readonly #dir: string;
  readonly #checkpointPath: string;
  readonly #lease: Lease;
  readonly #now: () => Date;
  readonly #releases: (() => void)[];
  readonly #agents = new Map<string, AgentTrace>();
  #journal: Journal<RunRecord> | undefined;
  #state: RunState;
  #heldInThisTurn = false;
  #checkpointBytes = 0;
  #bytesAtCheckpoint = 0;

  constructor(
    layout: Layout,
    dir: string,
    state: RunState,
    lease: Lease,
    now: () => Date,
    releases: (() => void)[],
  ) {
    this.#dir = dir;
    this.#checkpointPath = checkpointPath(layout, state.runId, state.scope);
    this.#lease = lease;
    this.#now = now;
    this.#releases = releases;
    this.#state = state;
  }

  get state(): RunState {
    return this.#state;
  }

  async start(isNew: boolean): Promise<void> {
    const { runId, scope, options, workflow, toolVersion, current, ended } = this.#state;
    if (isNew) this.checkpoint("now");
    this.#journal = openJournal<RunRecord>(this.#dir, this.#lease.epoch, {
      now: this.#now,
      gathers: scope.kind === "workflow",
    });
    // Another process may have gone on with the run between its being found and its lease being taken.
    for (const record of this.#journal.records) this.#apply(record);
    if (!isNew) return;
    await this.record(
      { type: "run-started", path: "", runId, scope, options, workflow, toolVersion },
      // Known from the checkpoint alone: what is spent stays spent.
      ...current.map(({ at: _at, ...caused }): RunRecord => ({ type: "caused", ...caused })),
      ...ended.map(({ at: _at, ...done }): RunRecord => ({ type: "ended", ...done })),
    );
  }

  async record(...records: RunRecord[]): Promise<void> {
    try {
      this.#assertHeld();
      for (const recorded of await this.#journal!.append(records)) this.#apply(recorded);
    } catch (error) {
      throw error instanceof LeaseLostError ? new RunLostError(this.#state.runId) : error;
    }
  }

  /** Once in a turn of the event loop, in which all that is recorded shares a sync. */
  #assertHeld(): void {
    if (this.#heldInThisTurn) return;
    this.#lease.assertHeld();
    this.#heldInThisTurn = true;
    setImmediate(() => {
      this.#heldInThisTurn = false;
    });
  }

  checkpoint(now?: "now"): void {
    const grown = (this.#journal?.bytes ?? 0) - this.#bytesAtCheckpoint;
    if (now === undefined && this.#checkpointBytes > smallCheckpoint && grown < this.#checkpointBytes) return;
    try {
      this.#checkpointBytes = writeCheckpoint(
        this.#checkpointPath,
        checkpointOf(this.#state, this.#agents, this.#now()),
        this.#lease,
      );
    } catch (error) {
      throw error instanceof LeaseLostError ? new RunLostError(this.#state.runId) : error;
    }
    this.#bytesAtCheckpoint = this.#journal?.bytes ?? 0;
  }

  noteAgent(path: string, agent: AgentTrace): void {
    this.#agents.set(path, { ...this.#agents.get(path), ...agent });
  }

  keepText(text: string): Text {
    return putText(this.#dir, text);
  }

  readText(text: Text): string {
    return getText(this.#dir, text);
  }

  nodeDir(path: string, attempt: number): string {
    const dir = join(this.#dir, nodeFolder(path, attempt));
    mkdirDurable(dir);
    return dir;
  }

  messages() {
    return readInbox(this.#dir).messages;
  }

  forgetMessage(name: string): void {
    removeMessage(this.#dir, name);
  }

  async end({ status, exitCode, reason }: Parameters<OpenRun["end"]>[0]): Promise<void> {
    await this.record({ type: "run-ended", path: "", status, exitCode, reason });
    this.checkpoint("now");
    if (!isUnfinished(status)) this.archive();
  }

  archive(): void {
    try {
      renameSync(this.#checkpointPath, join(this.#dir, "checkpoint.json"));
    } catch (error) {
      throw new NotSavedError(this.#checkpointPath, error);
    }
    syncDir(this.#dir);
    syncDir(dirname(this.#checkpointPath));
  }

  release(): void {
    try {
      this.#journal?.close();
    } catch {
      // What could not be written was refused to whoever asked for it; the leases must be given back.
    }
    giveBack(this.#releases);
  }

  #apply(record: Recorded<RunRecord>): void {
    this.#state = applyRun(this.#state, record) ?? this.#state;
  }
}
/** Gives back what is held, each of them, whatever becomes of the others. Throws what the first failed with. */
export function giveBack(releases: (() => void)[]): void {
  const failed: unknown[] = [];
  for (const release of releases.reverse()) {
    try {
      release();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
}
