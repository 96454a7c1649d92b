import { join } from "node:path";
import type { RunState } from "../../../domain/journal/run-state.ts";
import type { OpenRun } from "../../../engine/ports/run-store.ts";
import { mkdirDurable } from "../durable/write.ts";
import { leaseName } from "../journal/executions.ts";
import type { Layout } from "../layout.ts";
import { acquireLease } from "../lease/lease.ts";
import { giveBack, RunWriter } from "./writer.ts";

/** What the runs of a project are opened with. */
export interface RunStoreOptions {
  readonly now: () => Date;
  /** Filename-safe random text. */
  readonly random: () => string;
  readonly takeOver: boolean;
  /** Told of damage that reading found, and what may have to be repeated; nobody by default. */
  readonly warn?: (text: string) => void;
}

const heartbeatMs = 15_000;

/** Takes a run's leases and opens its journal. A new run's checkpoint is written before its journal's first record. */
export async function openRun(
  layout: Layout,
  state: RunState,
  options: RunStoreOptions & { readonly isNew: boolean },
): Promise<OpenRun> {
  const dir = join(layout.runs, state.runId);
  const releases: (() => void)[] = [];
  try {
    if (state.scope.kind === "board") {
      mkdirDurable(layout.leases);
      const board = acquireLease(layout.leases, "board", { ...options, purpose: state.runId });
      releases.push(() => board.release());
    }
    mkdirDurable(dir);
    const lease = acquireLease(dir, leaseName, { ...options, purpose: state.runId });
    releases.push(() => lease.release());
    // An agent may be silent for an hour: whoever looks must see that its runner lives.
    const beat = setInterval(() => lease.heartbeat(), heartbeatMs).unref();
    releases.push(() => clearInterval(beat));
    const run = new RunWriter(layout, dir, state, lease, options.now, releases);
    await run.start(options.isNew);
    return run;
  } catch (error) {
    try {
      giveBack(releases);
    } catch {
      // What went wrong first is told: a lease that cannot be given back dies with this process.
    }
    throw error;
  }
}
