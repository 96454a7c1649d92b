import type { Value } from "../../domain/expression/ast.ts";
import { remedy } from "../../domain/remedy.ts";
import { isUnfinished } from "../../domain/run-state.ts";
import type { NodeState } from "../../domain/workflow-run/nodes.ts";
import { waitingNodes } from "../../domain/workflow-run/waiting.ts";
import type { RunSummary } from "../events.ts";
import type { Ending } from "../finish.ts";
import type { Walk } from "./walk.ts";

/** Commands that are proposed one by one. */
const most = 10;

/** Sums an invocation up for people. */
export function summaryOf(walk: Walk, ending: Ending, outputs: Readonly<Record<string, Value>>): RunSummary {
  const { status, exitCode, reason, fix } = ending;
  const { runId } = walk.state;
  const parked = waitingNodes(walk.nodes);
  const unfinished = isUnfinished(status);
  return {
    runId,
    status,
    exitCode,
    reason,
    auto: true,
    completed: walk.completed,
    done: [],
    failed: walk.failed,
    held: parked.map(({ path, reason = "", story }) => ({ slug: path, kind: story?.kind ?? "gate", reason })),
    left: [],
    interrupted: walk.interrupted,
    durationMs: walk.deps.clock.now().getTime() - walk.startedAt,
    costUsd: walk.costUnknown && walk.costUsd === 0 ? null : walk.costUsd,
    checkpointCleared: !unfinished,
    ...(fix ? { fix } : {}),
    next: [
      ...parked.slice(0, most).map((node) => howToGoOn(runId, node)),
      ...continueWith(unfinished, runId),
    ],
    outputs,
  };
}

function howToGoOn(runId: string, { path, reason = "", story }: NodeState): RunSummary["next"][number] {
  if (!story) return { command: `agentic-sdlc approve ${runId} ${quoted(path)}`, why: reason };
  return { command: remedy(story) ?? `agentic-sdlc show ${story.slug}`, why: reason };
}

/** Brackets and what is in them would be the shell's. */
function quoted(path: string): string {
  return /^[\w/-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

function continueWith(unfinished: boolean, runId: string): RunSummary["next"] {
  return unfinished ? [{ command: `agentic-sdlc run --continue ${runId}`, why: "" }] : [];
}
