import { renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Checkpoint, checkpointProblem } from "../../../domain/journal/checkpoint.ts";
import { stateFromCheckpoint } from "../../../domain/journal/checkpoint-of.ts";
import type { RunRecord } from "../../../domain/journal/run-record.ts";
import { applyRun, isUnfinished, type RunState } from "../../../domain/journal/run-state.ts";
import type { FoundRun, NewRun, RunStore, UnusableCheckpoint } from "../../../engine/ports/run-store.ts";
import { getText } from "../durable/outputs.ts";
import { mkdirDurable, syncDir } from "../durable/write.ts";
import { damageTeller, type TellDamage } from "../journal/damage.ts";
import { leaseName } from "../journal/executions.ts";
import { journalKey } from "../journal/files.ts";
import { readJournal } from "../journal/journal.ts";
import { checkpointPath, isSegment, type Layout, segment } from "../layout.ts";
import { holderText } from "../lease/holder-text.ts";
import { inspectLease } from "../lease/lease.ts";
import { readableNames } from "../names.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { openRun, type RunStoreOptions } from "./open.ts";

/** Where runs are read, and who is told of what is damaged there. */
interface Reading {
  readonly layout: Layout;
  readonly tell: TellDamage;
  /** What was read before, by run id. */
  readonly known: Map<string, { readonly key: string; readonly state: RunState | undefined }>;
}

const checkpointName = /^\.workflow-state(?:-(.+))?\.json$/;

/** The runs of a project: `.agentic-sdlc/runs/<runId>/` and the checkpoints of the unfinished ones. */
export function createRunStore(layout: Layout, options: RunStoreOptions): RunStore {
  const reading: Reading = {
    layout,
    tell: damageTeller(layout.root, options.warn ?? (() => {})),
    known: new Map(),
  };
  const find = (runId: string): FoundRun | undefined => {
    const state = isSegment(runId) ? readState(reading, runId) : undefined;
    if (!state) return undefined;
    return isUnfinished(state.status) ? describeUnfinished(layout, state) : describe(layout, state);
  };
  return {
    unfinished: () => unfinished(reading),
    all: () =>
      runIds(layout)
        .flatMap((id) => find(id) ?? [])
        .sort((a, b) => b.state.startedAt.localeCompare(a.state.startedAt)),
    find,
    readText: (runId, text) => getText(join(layout.runs, segment(runId)), text),
    setAside: (path) => setAside(layout, path, options.now()),
    remove: (runId) => rmSync(join(layout.runs, segment(runId)), { recursive: true, force: true }),
    create: (run) => openRun(layout, newState(run, options), { ...options, isNew: true }),
    open: (run) =>
      openRun(layout, run.state, { ...options, isNew: readState(reading, run.runId) === undefined }),
  };
}

function setAside(layout: Layout, path: string, now: Date): string {
  mkdirDurable(layout.runs);
  const name = `damaged-checkpoint-${now.getTime().toString(36)}.json`;
  renameSync(path, join(layout.runs, name));
  syncDir(layout.runs);
  syncDir(layout.sdlc);
  return `.agentic-sdlc/runs/${name}`;
}

function newState(run: NewRun, { now, random }: RunStoreOptions): RunState {
  const at = now();
  const runId = `run-${at.getTime().toString(36)}-${random().slice(0, 4)}`;
  const times = { startedAt: at.toISOString(), lastAt: at.toISOString() };
  return {
    runId,
    ...run,
    ...times,
    status: "running",
    reason: "",
    current: [],
    ended: [],
    blocked: {},
    costUsd: 0,
  };
}

/** A run as its journal tells it; undefined without one. Read again only where it has grown. */
function readState({ layout, tell, known }: Reading, runId: string): RunState | undefined {
  const dir = join(layout.runs, runId);
  const key = journalKey(dir);
  const before = known.get(runId);
  if (key !== "" && before?.key === key) return before.state;
  const { records, damage } = readJournal<RunRecord>(dir);
  tell(dir, damage);
  let state: RunState | undefined;
  for (const record of records) state = applyRun(state, record);
  known.set(runId, { key, state });
  return state;
}

function describe(layout: Layout, state: RunState, more: Partial<FoundRun> = {}): FoundRun {
  const { runId, scope, status, lastAt } = state;
  const standing = inspectLease(join(layout.runs, runId), leaseName);
  const holder = holderText(standing);
  const lastSign = [standing.heartbeat ?? "", lastAt].sort().at(-1);
  // A run whose holder is dead says "running" in its journal: nobody was there to say otherwise.
  return { runId, status, scope, state, savedAt: lastAt, lastSign, ...(holder ? { holder } : {}), ...more };
}

/** Of a run that could be gone on with: whoever removed its checkpoint abandoned it. */
function describeUnfinished(layout: Layout, state: RunState): FoundRun {
  const path = checkpointPath(layout, state.runId, state.scope);
  if (statSync(path, { throwIfNoEntry: false })) return describe(layout, state, { checkpoint: path });
  const run = describe(layout, state);
  return run.holder === undefined ? { ...run, status: "abandoned" } : run;
}

function unfinished(reading: Reading): ReturnType<RunStore["unfinished"]> {
  const { layout } = reading;
  const runs: FoundRun[] = [];
  const unusable: UnusableCheckpoint[] = [];
  for (const name of readableNames(layout.sdlc)) {
    const match = checkpointName.exec(name);
    if (!match) continue;
    const found = fromCheckpoint(reading, join(layout.sdlc, name), match[1]);
    if ("why" in found) unusable.push(found);
    else runs.push(found);
  }
  return { runs, unusable };
}

/** The run a checkpoint belongs to; rebuilt from its journal where the checkpoint is damaged or older than that. */
function fromCheckpoint(
  reading: Reading,
  path: string,
  idInName: string | undefined,
): FoundRun | UnusableCheckpoint {
  const read = readCheckpoint(path);
  if (read.state === "newer") return { path, why: "newer", detail: `its format is version ${read.version}` };
  const value = read.state === "ok" || read.state === "foreign" ? read.value : undefined;
  const problem = read.state === "damaged" ? read.message : value ? checkpointProblem(value) : "it is gone";
  const named =
    typeof value?.workflowId === "string" && isSegment(value.workflowId) ? value.workflowId : idInName;
  const byJournal = named === undefined ? undefined : readState(reading, named);
  const lost = byJournal ? undefined : lostNodes(value);
  if (lost !== undefined) return { path, why: "damaged", detail: lost };
  const state =
    byJournal ??
    (problem === undefined
      ? stateFromCheckpoint(value as unknown as Checkpoint)
      : newestBoardRun(reading, path));
  if (!state || !isSegment(state.runId))
    return { path, why: "damaged", detail: problem ?? "its run is unknown" };
  return describe(reading.layout, state, {
    checkpoint: path,
    ...(problem === undefined ? {} : { rebuilt: problem }),
  });
}

/** What a workflow file's nodes gave is in the journal alone: without it they would be run, and paid for, again. */
function lostNodes(value: Partial<Checkpoint> | undefined): string | undefined {
  const scope = (value?.context as { scope?: { kind?: unknown } } | undefined)?.scope;
  const isDone = Array.isArray(value?.completedActions) && value.completedActions.length > 0;
  return scope?.kind === "workflow" && isDone
    ? "what was done is in the run's journal, which is gone"
    : undefined;
}

/** A damaged board checkpoint names nobody: the newest unfinished board run is the one, as there is one at a time. */
function newestBoardRun(reading: Reading, path: string): RunState | undefined {
  const { layout } = reading;
  if (basename(path) !== basename(layout.boardCheckpoint)) return undefined;
  const states = runIds(layout).flatMap((id) => readState(reading, id) ?? []);
  return states
    .filter((s) => s.scope.kind === "board" && isUnfinished(s.status))
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
}

function runIds(layout: Layout): string[] {
  return readableNames(layout.runs).filter((name) => isSegment(name) && isFolder(join(layout.runs, name)));
}

/** Checkpoints that were set aside lie beside the runs. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
