import { type Checkpoint, type CurrentAction, checkpointVersion } from "./checkpoint.ts";
import {
  type CausedAction,
  completedActions,
  completedNodes,
  type EndedAction,
  type RunState,
} from "./run-state.ts";

/** What is known of the process and the session of an attempt in flight. */
export interface AgentTrace {
  readonly sessionId?: string;
  readonly pid?: number;
}

/** The checkpoint of a run: a view of its state. Pure; times come from the records. */
export function checkpointOf(
  state: RunState,
  agents: ReadonlyMap<string, AgentTrace>,
  now: Date,
): Checkpoint {
  return {
    version: checkpointVersion,
    workflowId: state.runId,
    workflow: state.workflow,
    timestamp: now.toISOString(),
    status: state.status,
    currentActions: [
      ...state.current.map(({ path, action, storyId, storyPath, attempt, at, agent }) => {
        const trace = { name: agent, ...agents.get(path) };
        return { path, type: action, storyId, storyPath, attempt, startedAt: at, agent: trace };
      }),
      ...nodesInFlight(state, agents),
    ],
    completedActions: [
      ...completedActions(state).map(({ path, action, storyId, storyPath, attempt, at, usage }) => {
        return { path, type: action, storyId, storyPath, attempt, completedAt: at, usage };
      }),
      ...completedNodes(state).map(({ path, kind, attempt, at, done }) => {
        return { path, type: kind, attempt, completedAt: at, usage: done?.usage };
      }),
    ],
    context: {
      scope: state.scope,
      options: state.options,
      storyHashes: Object.fromEntries(state.ended.map((e) => [e.storyId, e.storyHash])),
      toolVersion: state.toolVersion,
      startedAt: state.startedAt,
      ...(state.reason ? { reason: state.reason } : {}),
    },
  };
}

function nodesInFlight({ nodes }: RunState, agents: ReadonlyMap<string, AgentTrace>): CurrentAction[] {
  const open = [...(nodes?.all() ?? [])].filter(({ status }) => status === "open");
  return open.map(({ path, kind, attempt, since = "", agent = kind }) => {
    return { path, type: kind, attempt, startedAt: since, agent: { name: agent, ...agents.get(path) } };
  });
}

/**
 * A run's state from its checkpoint alone: for a run that died before its journal's first record, or whose journal is
 * not here. Pure.
 */
export function stateFromCheckpoint(checkpoint: Checkpoint): RunState {
  const { workflowId, workflow, timestamp, status, context } = checkpoint;
  const { scope, options, toolVersion } = context as Partial<
    Pick<RunState, "scope" | "options" | "toolVersion">
  >;
  const ended = endedIn(checkpoint);
  return {
    runId: workflowId,
    scope: scope ?? { kind: "board" },
    options: options ?? {},
    workflow,
    toolVersion: toolVersion ?? "",
    startedAt: timestamp,
    lastAt: timestamp,
    status,
    reason: "",
    current: currentIn(checkpoint),
    ended,
    blocked: {},
    costUsd: ended.reduce((sum, e) => sum + (e.usage.costUsd ?? 0), 0),
  };
}

function endedIn({ completedActions, context }: Checkpoint): EndedAction[] {
  const hashes = (context.storyHashes ?? {}) as Record<string, string>;
  return completedActions.flatMap(
    ({ path, type: action, storyId, storyPath, attempt, completedAt: at, usage }): EndedAction[] => {
      if (!isStoryId(storyId) || storyPath === undefined || attempt === undefined) return [];
      const cost = typeof usage?.costUsd === "number" ? usage.costUsd : null;
      const of = { path, action, storyId, storyPath, attempt, at };
      const storyHash = hashes[storyId] ?? "";
      return [{ ...of, outcome: "done", usage: { ...usage, costUsd: cost }, durationMs: 0, storyHash }];
    },
  );
}

function currentIn({ currentActions }: Checkpoint): CausedAction[] {
  return currentActions.flatMap(
    ({ path, type: action, storyId, storyPath, attempt, startedAt: at, agent }): CausedAction[] => {
      if (!isStoryId(storyId) || storyPath === undefined || attempt === undefined) return [];
      return [{ path, action, storyId, storyPath, attempt, at, agent: agent?.name ?? "" }];
    },
  );
}

/** An id names the folder of a story's journal; a checkpoint is anybody's file. */
function isStoryId(id: string | undefined): id is string {
  return id !== undefined && /^[A-Za-z0-9][\w.-]*$/.test(id);
}
