import { totalCost } from "../../domain/agent/cost.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import type { RunStatus } from "../../domain/journal/run-record.ts";
import { doneCount, type RunState } from "../../domain/journal/run-state.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";

/** A run's status in words. A run that says it is running, and that nobody holds, was killed. */
export function statusText(status: RunStatus, held: boolean): string {
  return status === "running" && !held ? "killed" : status;
}

/** USD that a run has cost. `null`: nobody has told what it cost. A workflow file's commands cost nothing. */
export function costOf(state: RunState): number | null {
  return state.nodes ? state.costUsd : totalCost(state.ended.map((e) => e.usage));
}

/** A run, in short: one of `runs --json`. */
export type RunBrief = ReturnType<typeof runBrief>;

/** Puts a run together, in short. */
export function runBrief({ runId, scope, status, state, savedAt, holder }: FoundRun) {
  return {
    runId,
    scope,
    status: statusText(status, holder !== undefined),
    reason: state.reason,
    startedAt: state.startedAt,
    savedAt,
    completedActions: doneCount(state),
    costUsd: costOf(state),
    holder: holder ?? null,
  };
}

/** Everything about a run: what `runs show --json` prints. */
export type RunReport = ReturnType<typeof runReport>;

/** Puts together everything about a run. */
export function runReport(run: FoundRun) {
  const { options, workflow, toolVersion, exitCode, ended, current, blocked, nodes } = run.state;
  return {
    ...runBrief(run),
    options,
    workflow,
    toolVersion,
    exitCode: exitCode ?? null,
    actions: ended,
    current,
    blocked,
    ...(nodes ? { nodes: [...nodes.all()].map((node) => nodeReport(node, run.holder !== undefined)) } : {}),
    rebuilt: run.rebuilt ?? null,
  };
}

/** A node as people see it. `held`: somebody runs it now. */
export function nodeStatus(node: NodeState, held: boolean): string {
  if (node.retired) return "retired";
  switch (node.status) {
    case "open":
      return held ? "running" : "interrupted";
    case "parked":
      return "waiting";
    case "reopened":
      return "to be done again";
    default:
      return node.status;
  }
}

/** Whether a node went on in a later invocation than the one it began in. */
export function isResumed({ firstIn, lastIn, status }: NodeState): boolean {
  return lastIn > firstIn && (status === "done" || status === "failed" || status === "open");
}

/** A node of `runs show --json`. */
function nodeReport(node: NodeState, held: boolean) {
  const { path, kind, attempt, at, since, done, error, reason, agent, sessionId, asked } = node;
  return {
    path,
    kind,
    status: nodeStatus(node, held),
    resumed: isResumed(node),
    attempt,
    startedAt: since ?? null,
    at,
    durationMs: done?.durationMs ?? node.durationMs ?? null,
    error: error?.message ?? done?.allowed ?? null,
    reason: reason ?? null,
    ...(agent === undefined ? {} : { agent, sessionId: sessionId ?? null }),
    ...(asked === undefined ? {} : { asked }),
  };
}
