import type { Usage } from "../agent/usage.ts";
import { isObject } from "../text/json.ts";
import type { RunStatus } from "./run-record.ts";

/** The version of the checkpoint's format that this tool writes. */
export const checkpointVersion = "1.0";

/** An action in flight when the checkpoint was written. */
export interface CurrentAction {
  /** Printed path. */
  readonly path: string;
  /** The action: `implement`. */
  readonly type: string;
  readonly storyId?: string;
  /** Relative to the project's root. */
  readonly storyPath?: string;
  readonly attempt?: number;
  readonly startedAt: string;
  readonly agent?: { readonly name: string; readonly sessionId?: string; readonly pid?: number };
}

/** An action whose result is recorded. */
export interface CompletedAction {
  readonly path: string;
  readonly type: string;
  readonly storyId?: string;
  readonly storyPath?: string;
  readonly attempt?: number;
  readonly completedAt: string;
  readonly usage?: Usage;
}

/** A run's state as one JSON file: a view of its journals that people and scripts read (docs/checkpoint.md). */
export interface Checkpoint {
  readonly version: typeof checkpointVersion;
  /** The run's id. */
  readonly workflowId: string;
  readonly workflow: { readonly name: string; readonly hash: string };
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly status: RunStatus;
  readonly currentActions: readonly CurrentAction[];
  readonly completedActions: readonly CompletedAction[];
  /** Options, story hashes, the tool's version, and what else explains the run. */
  readonly context: Readonly<Record<string, unknown>>;
}

const runStatuses: readonly string[] = [
  "running",
  "interrupted",
  "failed",
  "waiting",
  "limited",
  "done",
  "abandoned",
] satisfies RunStatus[];

/** What keeps a value from being a Checkpoint, naming the key; `undefined` if nothing does. */
export function checkpointProblem(value: unknown): string | undefined {
  if (!isObject(value)) return "it is not a JSON object";
  if (value.version !== checkpointVersion) return `version is not "${checkpointVersion}"`;
  if (!isText(value.workflowId)) return "workflowId is not a text";
  if (!isObject(value.workflow) || !isText(value.workflow.name) || !isText(value.workflow.hash)) {
    return "workflow is not {name, hash}";
  }
  if (!isText(value.timestamp)) return "timestamp is not a text";
  if (!isText(value.status) || !runStatuses.includes(value.status)) return "status is unknown";
  if (!isObject(value.context)) return "context is not an object";
  return (
    actionsProblem("currentActions", value.currentActions, "startedAt") ??
    actionsProblem("completedActions", value.completedActions, "completedAt")
  );
}

/** Whether a version found in a checkpoint is newer than what this tool reads; `undefined` if it is no version. */
export function isNewerVersion(version: unknown): boolean | undefined {
  const numbers = typeof version === "string" ? /^(\d{1,6})\.(\d{1,6})$/.exec(version) : null;
  if (!numbers) return undefined;
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  return major > 1 || (major === 1 && minor > 0);
}

function actionsProblem(key: string, actions: unknown, timeKey: string): string | undefined {
  if (!Array.isArray(actions)) return `${key} is not a list`;
  for (const [index, action] of actions.entries()) {
    const at = `${key}[${index}]`;
    if (!isObject(action)) return `${at} is not an object`;
    for (const name of ["path", "type", timeKey]) {
      if (!isText(action[name])) return `${at}.${name} is not a text`;
    }
    if (action.attempt !== undefined && !(Number.isInteger(action.attempt) && Number(action.attempt) > 0)) {
      return `${at}.attempt is not a number from 1`;
    }
    if (action.storyId !== undefined && !isText(action.storyId)) return `${at}.storyId is not a text`;
    if (action.storyPath !== undefined && !staysInside(action.storyPath)) {
      return `${at}.storyPath is not a relative path`;
    }
  }
  return undefined;
}

/** No path in any file leads out of the board. */
function staysInside(path: unknown): boolean {
  return isText(path) && !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes("..");
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
