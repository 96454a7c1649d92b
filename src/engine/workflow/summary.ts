import { nodeRemedy, waitingNodes } from "../../domain/decide/node/waiting.ts";
import type { Value } from "../../domain/expression/ast.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { RunSummary } from "../ports/events.ts";
import type { Ending } from "../ports/run-store.ts";
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
    held: parked.map(heldBy),
    left: [],
    interrupted: walk.interrupted,
    durationMs: walk.deps.clock.now().getTime() - walk.startedAt,
    costUsd: walk.costUnknown && walk.costUsd === 0 ? null : walk.costUsd,
    checkpointCleared: !unfinished,
    ...(fix ? { fix } : {}),
    next: [
      ...parked.slice(0, most).map((node) => ({ command: nodeRemedy(runId, node), why: node.reason ?? "" })),
      ...continueWith(unfinished, runId),
    ],
    outputs,
  };
}

function heldBy({ path, kind, reason = "", story }: NodeState): RunSummary["held"][number] {
  return { slug: path, kind: story?.kind ?? (kind === "agent" ? "question" : "gate"), reason };
}

function continueWith(unfinished: boolean, runId: string): RunSummary["next"] {
  return unfinished ? [{ command: `agentic-sdlc run --continue ${runId}`, why: "" }] : [];
}
