import { fixFor } from "../../domain/agent/help.ts";
import { isAsked } from "../../domain/decide/node/candidate.ts";
import { nodeRemedy, waitingNodes } from "../../domain/decide/node/waiting.ts";
import { ExitCode, worstExitCode } from "../../domain/exit-code.ts";
import type { Value } from "../../domain/expression/ast.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { isUnfinished } from "../../domain/journal/run-state.ts";
import type { RunSummary } from "../ports/events.ts";
import type { Ending } from "../ports/run-store.ts";
import { stopEnding } from "../run/ending.ts";
import { summed } from "../run/summary.ts";
import type { ListEnd } from "./walk/outcome.ts";
import type { Walk, WorkflowRequest } from "./walk/walk.ts";

/** How the invocation ends: what its run's status becomes, its exit code, and why. */
export function endingOf(walk: Walk, ended: ListEnd, request: WorkflowRequest): Ending {
  const codes: ExitCode[] =
    walk.invocation.tally.failed.length > 0 || ended.status === "failed" ? [ExitCode.failed] : [];
  const stop = walk.invocation.stop;
  const waiting = waitingNodes(walk.journal.nodes);
  if (stop) {
    if (waiting.length > 0) codes.push(ExitCode.person);
    const ending = stopEnding(stop);
    return { ...ending, exitCode: worstExitCode([...codes, ending.exitCode]) };
  }
  if (request.only !== undefined) return onlyEnding(walk, request.only, codes);
  if (ended.status === "parked" || (ended.status === "failed" && waiting.length > 0))
    codes.push(ExitCode.person);
  const exitCode = worstExitCode(codes);
  if (codes.includes(ExitCode.failed)) {
    return { status: "failed", exitCode, reason: reasonOf(walk), fix: fixOf(walk) };
  }
  if (ended.status === "parked") return { status: "waiting", exitCode, reason: "a person is needed" };
  return { status: "done", exitCode, reason: "" };
}

/** `--only` is over when its node is; the run is not. */
function onlyEnding(walk: Walk, only: string, codes: readonly ExitCode[]): Ending {
  const node = walk.journal.node(only);
  const isDone = node?.status === "done" || node?.status === "skipped";
  if (isDone) return { status: "limited", exitCode: ExitCode.ok, reason: `only ${only}` };
  if (node?.status === "parked")
    return { status: "waiting", exitCode: ExitCode.person, reason: "a person is needed" };
  if (codes.length > 0) return { status: "failed", exitCode: worstExitCode(codes), reason: reasonOf(walk) };
  const parked = waitingNodes(walk.journal.nodes).some(({ path }) => isAsked(path, walk.request));
  if (parked) return { status: "waiting", exitCode: ExitCode.person, reason: "a person is needed" };
  const reason = `${only} cannot run yet: what it waits for is not done`;
  return { status: "limited", exitCode: ExitCode.failed, reason };
}

function reasonOf({ invocation }: Walk): string {
  const [first] = invocation.tally.failed;
  return first ? `${first.path}: ${first.message}` : "";
}

/** What a person does first, where only a person can mend what failed. */
function fixOf(walk: Walk): string | undefined {
  const nodes = walk.invocation.tally.failed.map(({ path }) => walk.journal.node(path));
  const fixes = nodes.map((node) => (node?.error && node.agent ? fixFor(node.error.kind, node.agent) : ""));
  return fixes.find((fix) => fix !== "");
}

/** Commands that are proposed one by one. */
const most = 10;

/** Sums an invocation up for people. */
export function summaryOf(walk: Walk, ending: Ending, outputs: Readonly<Record<string, Value>>): RunSummary {
  const { runId } = walk.run.state;
  const parked = waitingNodes(walk.journal.nodes);
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
