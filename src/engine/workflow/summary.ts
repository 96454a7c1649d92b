import { nodeRemedy, waitingNodes } from "../../domain/decide/node/waiting.ts";
import type { Value } from "../../domain/expression/ast.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { RunSummary } from "../ports/events.ts";
import type { Ending } from "../ports/run-store.ts";
import { summed } from "../run/summary.ts";
import type { Walk } from "./walk.ts";

/** Commands that are proposed one by one. */
const most = 10;

/** Sums an invocation up for people. */
export function summaryOf(walk: Walk, ending: Ending, outputs: Readonly<Record<string, Value>>): RunSummary {
  const { runId } = walk.state;
  const parked = waitingNodes(walk.nodes);
  return {
    ...summed(runId, ending, walk.invocation),
    auto: true,
    done: [],
    held: parked.map(heldBy),
    left: [],
    next: [
      ...parked.slice(0, most).map((node) => ({ command: nodeRemedy(runId, node), why: node.reason ?? "" })),
      ...(isUnfinished(ending.status) ? [{ command: `agentic-sdlc run --continue ${runId}`, why: "" }] : []),
    ],
    outputs,
  };
}

function heldBy({ path, kind, reason = "", story }: NodeState): RunSummary["held"][number] {
  return { slug: path, kind: story?.kind ?? (kind === "agent" ? "question" : "gate"), reason };
}
