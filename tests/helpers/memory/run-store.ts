import type { Recorded, Text } from "../../../src/domain/journal/record.ts";
import type { RunRecord } from "../../../src/domain/journal/run-record.ts";
import { applyRun, isUnfinished, type RunState } from "../../../src/domain/journal/run-state.ts";
import { type Lease, LeaseLostError } from "../../../src/engine/ports/lease.ts";
import {
  type FoundRun,
  type NewRun,
  type OpenRun,
  RunLostError,
  type RunStore,
} from "../../../src/engine/ports/run-store.ts";
import type { MemoryClock } from "./clock.ts";
import { MemoryInboxes } from "./inboxes.ts";
import { MemoryJournal } from "./journal.ts";
import { MemoryLeases } from "./lease.ts";
import type { Machine } from "./machine.ts";
import { MemoryTexts } from "./texts.ts";

/** A checkpoint, or what became of it. */
type Checkpoint =
  | { readonly state: RunState }
  | { readonly spoilt: "damaged" | "newer"; readonly runId: string };

/** The runs of a project. A checkpoint's path is the run's id. */
export class MemoryRunStore implements RunStore {
  readonly journals = new Map<string, Recorded<RunRecord>[]>();
  readonly checkpoints = new Map<string, Checkpoint>();
  readonly inboxes: MemoryInboxes;
  readonly leases: MemoryLeases;
  readonly #machine: Machine;
  readonly #clock: MemoryClock;
  readonly #texts: MemoryTexts;
  #made = 0;

  constructor(machine: Machine, clock: MemoryClock) {
    this.#machine = machine;
    this.#clock = clock;
    this.#texts = new MemoryTexts(machine);
    this.inboxes = new MemoryInboxes(machine);
    this.leases = new MemoryLeases(machine, clock);
  }

  unfinished(): ReturnType<RunStore["unfinished"]> {
    const runs: FoundRun[] = [];
    const unusable: { path: string; why: "damaged" | "newer"; detail: string }[] = [];
    for (const [path, checkpoint] of this.checkpoints) {
      const spoilt = "spoilt" in checkpoint ? checkpoint.spoilt : undefined;
      const known = "state" in checkpoint ? checkpoint.state : undefined;
      const state = this.#folded("state" in checkpoint ? checkpoint.state.runId : checkpoint.runId) ?? known;
      if (spoilt === "newer" || !state)
        unusable.push({ path, why: spoilt ?? "damaged", detail: "it is spoilt" });
      else runs.push({ ...this.#described(state), checkpoint: path, ...(spoilt ? { rebuilt: spoilt } : {}) });
    }
    return { runs, unusable };
  }

  all(): readonly FoundRun[] {
    const found = [...this.journals.keys()].flatMap((id) => this.find(id) ?? []);
    return found.sort((a, b) => b.state.startedAt.localeCompare(a.state.startedAt));
  }

  readText(_runId: string, text: Text): string {
    return this.#texts.readText(text);
  }

  find(runId: string): FoundRun | undefined {
    const state = this.#folded(runId);
    if (!state) return undefined;
    const run = this.#described(state);
    if (!isUnfinished(state.status)) return run;
    if (this.checkpoints.has(runId)) return { ...run, checkpoint: runId };
    return run.holder === undefined ? { ...run, status: "abandoned" } : run;
  }

  setAside(path: string): string {
    this.#machine.durable(() => this.checkpoints.delete(path));
    return `aside/${path}`;
  }

  remove(runId: string): void {
    this.journals.delete(runId);
  }

  create(run: NewRun): Promise<OpenRun> {
    return Promise.resolve().then(() => this.openNow(run));
  }

  open(run: FoundRun): Promise<OpenRun> {
    return Promise.resolve().then(() => this.openNow(run.state));
  }

  /** As `create` and `open`, for worlds that wait for nothing. */
  openNow(run: NewRun | RunState): OpenRun {
    const state = "runId" in run ? run : this.#newState(run);
    const { runId, scope } = state;
    const board = scope.kind === "board" ? this.leases.acquire("board", { purpose: runId }) : undefined;
    try {
      return this.#opened(state, board, this.leases.acquire(runId, { purpose: runId }));
    } catch (error) {
      board?.release();
      throw error;
    }
  }

  #opened(before: RunState, board: Lease | undefined, lease: Lease): OpenRun {
    const { runId } = before;
    const machine = this.#machine;
    const disk = this.journals.get(runId) ?? [];
    const gathers = before.scope.kind === "workflow";
    const held = <T>(then: () => T): T => {
      try {
        lease.assertHeld();
      } catch (error) {
        throw error instanceof LeaseLostError ? new RunLostError(runId) : error;
      }
      return then();
    };
    const checkpoint = () => held(() => machine.durable(() => this.checkpoints.set(runId, { state })));
    const isNew = disk.length === 0;
    let state = before;
    if (isNew) checkpoint();
    this.journals.set(runId, disk);
    const journal = new MemoryJournal(disk, lease.epoch, { machine, clock: this.#clock, gathers });
    const applied = (records: readonly Recorded<RunRecord>[]) => {
      for (const record of records) state = applyRun(state, record) ?? state;
    };
    applied(journal.records);
    if (isNew) {
      const { scope, options, workflow, toolVersion, current, ended } = before;
      const started = { runId, scope, options, workflow, toolVersion };
      const known: RunRecord[] = [
        ...current.map((caused) => ({ type: "caused" as const, ...caused })),
        ...ended.map((done) => ({ type: "ended" as const, ...done })),
      ];
      applied(journal.appendSync([{ type: "run-started", path: "", ...started }, ...known]));
    }
    const record = async (...records: RunRecord[]) => applied(await held(() => journal.append(records)));
    const archive = () => machine.durable(() => this.checkpoints.delete(runId));
    return {
      get state() {
        return state;
      },
      record,
      checkpoint,
      noteAgent() {},
      keepText: (text) => this.#texts.keepText(text),
      readText: (text) => this.#texts.readText(text),
      nodeDir: (path, attempt) => `/nodes/${runId}/${path}-${attempt}`,
      ...this.inboxes.inbox(runId),
      async end({ status, exitCode, reason }) {
        await record({ type: "run-ended", path: "", status, exitCode, reason });
        checkpoint();
        if (!isUnfinished(status)) archive();
      },
      archive,
      release() {
        journal.close();
        lease.release();
        board?.release();
      },
    };
  }

  #newState(run: NewRun): RunState {
    const at = this.#clock.tick();
    const facts = { ...run, runId: `run-${++this.#made}`, startedAt: at, lastAt: at };
    return { ...facts, status: "running", reason: "", current: [], ended: [], blocked: {}, costUsd: 0 };
  }

  #folded(runId: string): RunState | undefined {
    let state: RunState | undefined;
    for (const record of this.journals.get(runId) ?? []) state = applyRun(state, record);
    return state;
  }

  #described(state: RunState): FoundRun {
    const { runId, status, scope, lastAt } = state;
    const holder = this.leases.holder(runId);
    const lastSign = [this.leases.inspect(runId).heartbeat ?? "", lastAt].sort().at(-1);
    return { runId, status, scope, state, savedAt: lastAt, lastSign, ...(holder ? { holder } : {}) };
  }
}
