import type { NodeState } from "../../domain/journal/nodes.ts";
import { hadAnswered, type LeftBehind } from "../ports/agent.ts";
import type { NodeEvent } from "../ports/events.ts";
import type { OpenRun } from "../ports/run-store.ts";
import { putBackGit } from "./put-back.ts";
import { saidOf } from "./said.ts";
import type { WorkflowDeps } from "./walk.ts";

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
  for (const node of open) await recover(deps, run, node);
  if (open.length > 0) run.checkpoint("now");
}

async function recover(deps: Outside, run: OpenRun, node: NodeState): Promise<void> {
  const { path, attempt, token, pid, startTime, agent, said } = node;
  if (token !== undefined) await deps.processes.end({ token, pid, startTime });
  const left = agent === undefined ? {} : await leftBy(deps, run, node);
  if (said) return;
  const { sessionId, usage, counter, answer } = left;
  if (sessionId !== undefined && sessionId !== node.sessionId)
    await run.record({ type: "session", path, sessionId });
  if (answer) {
    await run.record(saidOf(answer, { path, attempt }, deps.mask, run));
    return deps.reporter.event({ type: "note", text: hadAnswered(path) });
  }
  const reason = "its runner died";
  await run.record({
    ...{ type: "interrupted", path, attempt, reason },
    ...(usage ? { usage } : {}),
    ...(counter ? { counter } : {}),
  });
  // What was interrupted of a story is told when its own journal is put in order.
  if (node.kind === "story") return;
  const sessionKept = (sessionId ?? node.sessionId) !== undefined;
  const event: NodeEvent = { type: "node-interrupted", path, reason, sessionKept };
  deps.reporter.event(event);
}

async function leftBy(
  deps: Outside,
  run: OpenRun,
  { path, attempt, agent = "" }: NodeState,
): Promise<LeftBehind> {
  const dir = run.nodeDir(path, attempt);
  await putBackGit(deps, path, dir);
  await deps.workspace.keep(`${run.state.runId}-${deps.hash(path).slice(0, 12)}-${attempt}`);
  return deps.agentNamed(agent)?.salvage(dir) ?? {};
}
