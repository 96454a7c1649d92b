import type { Usage } from "../agent/usage.ts";
import { isNodeRecord, type NodeRecord } from "./node-record.ts";
import { type NodeState, Nodes } from "./nodes.ts";
import type { Recorded } from "./record.ts";
import type { RunRecord, RunScope, RunStatus } from "./run-record.ts";
import type { BoundKind } from "./story-record.ts";

/** An action that came to an end in a run. */
export interface EndedAction {
  readonly path: string;
  readonly action: string;
  readonly storyId: string;
  readonly storyPath: string;
  readonly attempt: number;
  readonly outcome: "done" | "rejected" | "failed" | "asked" | "interrupted";
  readonly at: string;
  readonly usage: Usage;
  readonly durationMs: number;
  readonly storyHash: string;
}

/** An attempt a run caused that has not ended. */
export interface CausedAction {
  readonly path: string;
  readonly action: string;
  readonly storyId: string;
  readonly storyPath: string;
  readonly attempt: number;
  readonly agent: string;
  readonly at: string;
}

/** A run as its journal tells it: a fold (`applyRun`). */
export interface RunState {
  readonly runId: string;
  readonly scope: RunScope;
  readonly options: Readonly<Record<string, unknown>>;
  readonly workflow: { readonly name: string; readonly hash: string };
  readonly toolVersion: string;
  readonly startedAt: string;
  readonly lastAt: string;
  readonly status: RunStatus;
  readonly exitCode?: number;
  readonly reason: string;
  readonly current: readonly CausedAction[];
  readonly ended: readonly EndedAction[];
  /** Story id → the bound that made this run block it. */
  readonly blocked: Readonly<Record<string, BoundKind | "unknown">>;
  /** USD, known costs only. */
  readonly costUsd: number;
  /** Those of a workflow file's run; the same ones in all its states. */
  readonly nodes?: Nodes;
}

/** The statuses of a run that can be continued. */
export function isUnfinished(status: RunStatus): boolean {
  return status !== "done" && status !== "abandoned";
}

/** Actions a run has completed: done (a rejecting review too), each once, in order. */
export function completedActions(state: RunState): EndedAction[] {
  return state.ended.filter((e) => e.outcome === "done" || e.outcome === "rejected");
}

/** A workflow file's nodes that are done, in order; collections are what their items are. */
export function completedNodes({ nodes }: RunState): NodeState[] {
  return [...(nodes?.all() ?? [])].filter(({ status, kind }) => status === "done" && kind !== "foreach");
}

/** How many actions, or nodes of its workflow file, a run has completed. */
export function doneCount(state: RunState): number {
  return completedActions(state).length + completedNodes(state).length;
}

/** Folds one record of a run's journal. `undefined` until the record that starts it. Pure. */
export function applyRun(state: RunState | undefined, record: Recorded<RunRecord>): RunState | undefined {
  if (record.type === "run-started") {
    const { runId, scope, options, workflow, toolVersion, at } = record;
    const identity = { runId, scope, options, workflow, toolVersion, startedAt: at, lastAt: at };
    return { ...identity, status: "running", reason: "", current: [], ended: [], blocked: {}, costUsd: 0 };
  }
  if (!state) return state;
  if (isNodeRecord(record)) return withNode(state, record);
  const next = { ...state, lastAt: record.at };
  switch (record.type) {
    case "run-continued": {
      const { options, toolVersion, workflow } = record;
      state.nodes?.continued();
      return { ...next, options, toolVersion, workflow, status: "running", reason: "", exitCode: undefined };
    }
    case "caused": {
      const { path, action, storyId, storyPath, attempt, agent, at } = record;
      return {
        ...next,
        current: [...without(state, record), { path, action, storyId, storyPath, attempt, agent, at }],
      };
    }
    case "ended": {
      const { type: _type, seq: _seq, epoch: _epoch, ...ended } = record;
      const known = state.ended.some((e) => sameAttempt(e, record));
      return {
        ...next,
        current: without(state, record),
        ended: known ? state.ended : [...state.ended, ended],
        costUsd: state.costUsd + (known ? 0 : (record.usage.costUsd ?? 0)),
      };
    }
    case "story-blocked":
      return { ...next, blocked: { ...state.blocked, [record.storyId]: record.bound ?? "unknown" } };
    case "run-ended":
      return { ...next, status: record.status, exitCode: record.exitCode, reason: record.reason };
    default:
      return next;
  }
}

function withNode(state: RunState, record: Recorded<NodeRecord>): RunState {
  const { nodes = new Nodes(), costUsd } = state;
  const before = nodes.costUsd;
  nodes.apply(record);
  return { ...state, lastAt: record.at, nodes, costUsd: costUsd + nodes.costUsd - before };
}

/** The actions a run has started and not ended: in flight when it died, or interrupted since. */
export function openActions(state: RunState): (CausedAction | EndedAction)[] {
  const interrupted = state.ended.filter((e, i) => {
    const later = [...state.ended.slice(i + 1), ...state.current];
    return (
      e.outcome === "interrupted" && !later.some((l) => l.storyId === e.storyId && l.action === e.action)
    );
  });
  return [...state.current, ...interrupted];
}

interface AttemptIdentity {
  readonly storyId: string;
  readonly action: string;
  readonly attempt: number;
}

function sameAttempt(a: AttemptIdentity, b: AttemptIdentity): boolean {
  return a.storyId === b.storyId && a.action === b.action && a.attempt === b.attempt;
}

function without(state: RunState, ended: AttemptIdentity): readonly CausedAction[] {
  return state.current.filter((c) => !sameAttempt(c, ended));
}
