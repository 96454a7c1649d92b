import { type Checkpoint, checkpointVersion } from "./checkpoint.ts";
import { completedActions, type RunState } from "./run-state.ts";

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
    currentActions: state.current.map(({ path, action, storyId, storyPath, attempt, at, agent }) => {
      return {
        path,
        type: action,
        storyId,
        storyPath,
        attempt,
        startedAt: at,
        agent: { name: agent, ...agents.get(path) },
      };
    }),
    completedActions: completedActions(state).map(
      ({ path, action, storyId, storyPath, attempt, at, usage }) => {
        return { path, type: action, storyId, storyPath, attempt, completedAt: at, usage };
      },
    ),
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

/**
 * A run's state from its checkpoint alone: for a run that died before its journal's first record, or whose journal is
 * not here. What was completed is then known by the stories' own journals.
 */
export function stateFromCheckpoint({
  workflowId,
  workflow,
  timestamp,
  status,
  context,
}: Checkpoint): RunState {
  const { scope, options, toolVersion } = context as Partial<
    Pick<RunState, "scope" | "options" | "toolVersion">
  >;
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
    current: [],
    ended: [],
    blocked: {},
    costUsd: 0,
  };
}
