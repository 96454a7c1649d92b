import type { NodeState } from "../../domain/journal/nodes.ts";
import { recover } from "../attempt/perform.ts";
import type { OpenRun } from "../ports/run-store.ts";
import { nodeLog } from "./agent/log.ts";
import type { WorkflowDeps } from "./walk/walk.ts";

type Outside = Pick<
  WorkflowDeps,
  "processes" | "workspace" | "agentNamed" | "hash" | "reporter" | "note" | "mask"
>;

/**
 * Puts in order what a dead invocation left: ends its processes, keeps what its agents changed, and records their
 * attempts as interrupted. What an agent has said, recorded or not, is left to be judged. Throws NotSavedError.
 */
export async function recoverNodes(deps: Outside, run: OpenRun): Promise<void> {
  const open = [...(run.state.nodes?.all() ?? [])].filter(({ status }) => status === "open");
  for (const node of open) await recoverNode(deps, run, node);
  if (open.length > 0) run.checkpoint("now");
}

async function recoverNode(deps: Outside, run: OpenRun, node: NodeState): Promise<void> {
  const { path, attempt, agent, said } = node;
  const reason = "its runner died";
  if (agent !== undefined) {
    if (said) return deps.processes.end({ ...node, token: node.token ?? "" });
    const record = (...records: Parameters<OpenRun["record"]>) => run.record(...records);
    const log = nodeLog({ deps, run, journal: { record, checkpointSoon: () => {} } }, path, attempt);
    return recover(deps, log, { ...node, agent }, reason);
  }
  if (node.token !== undefined) await deps.processes.end({ ...node, token: node.token });
  await run.record({ type: "interrupted", path, attempt, reason });
  // What was interrupted of a story is told when its own journal is put in order.
  if (node.kind === "story") return;
  deps.reporter.event({ type: "node-interrupted", path, reason, sessionKept: false });
}
