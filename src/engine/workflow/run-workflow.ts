import { fixFor } from "../../domain/agent/help.ts";
import type { Facts } from "../../domain/decide/node/candidate.ts";
import { changesSince } from "../../domain/decide/node/changes.ts";
import { Frame } from "../../domain/decide/node/frame.ts";
import { waitingNodes } from "../../domain/decide/node/waiting.ts";
import type { WorkflowTree } from "../../domain/definition/file/definition.ts";
import { ExitCode, worstExitCode } from "../../domain/exit-code.ts";
import type { Value } from "../../domain/expression/ast.ts";
import type { RunSummary } from "../ports/events.ts";
import type { Ending, OpenRun } from "../ports/run-store.ts";
import { stopEnding } from "../run/ending.ts";
import type { ListEnd } from "./outcome.ts";
import { recoverNodes } from "./recover.ts";
import { refuseSecret } from "./secrets.ts";
import { walkWorkflow } from "./steps.ts";
import { summaryOf } from "./summary.ts";
import { ownError } from "./trouble.ts";
import { Walk, type WorkflowDeps, type WorkflowRequest } from "./walk.ts";

/** A workflow file, with what it is given. */
export interface WorkflowToRun {
  readonly tree: WorkflowTree;
  readonly inputs: Readonly<Record<string, Value>>;
  /** Nodes to be done again first. */
  readonly reopen: readonly string[];
}

/**
 * One invocation of a workflow file's run, from its recovery to its summary. Rejects when the state could not be saved,
 * with everything in flight stopped; and with UserError for `--only` an item that is not there.
 */
export async function runWorkflow(
  outside: Omit<WorkflowDeps, "readText">,
  run: OpenRun,
  request: WorkflowRequest,
  { tree, inputs, reopen }: WorkflowToRun,
  abort: AbortController,
): Promise<RunSummary> {
  const deps: WorkflowDeps = { ...outside, readText: (text) => run.readText(text) };
  await recoverNodes(deps, run);
  for (const path of reopen) await run.record({ type: "reopened", path });
  const walk = new Walk(deps, run, request, abort);
  walk.takeMessages();
  // Whoever was waited for finds what was decided.
  await walk.record();
  for (const path of changesSince(walk.nodes, tree).retired) walk.retire(path);
  const frame = new Frame("", tree, inputs, {}, deps);
  const ended = await walkWorkflow({
    walk,
    facts: factsOf(walk),
    frame,
    signal: walk.signal,
    always: false,
    walkWorkflow,
  });
  await walk.record();
  walk.invocation.assertSaved();
  const outputs = ended.status === "done" ? outputsOf(frame, walk) : {};
  const ending = endingOf(walk, ended, request);
  await run.end(ending);
  const summary = summaryOf(walk, ending, outputs);
  deps.reporter.event({ type: "run-ended", ...summary });
  return summary;
}

/** What a walk's decisions need to know. */
function factsOf(walk: Walk): Facts {
  return {
    asked: walk.request,
    node: (path) => walk.node(path),
    itemsBefore: (path) => walk.itemsBefore(path),
    board: () => walk.deps.stories.load(),
  };
}

function outputsOf(frame: Frame, walk: Walk): Readonly<Record<string, Value>> {
  try {
    const outputs = frame.fillAll(frame.tree.workflow.outputs);
    refuseSecret(walk, JSON.stringify(outputs));
    return outputs;
  } catch (error) {
    const own = ownError(error);
    if (!own) throw error;
    walk.tally.failed.push({ path: "outputs", message: own.message });
    return {};
  }
}

/** How the invocation ends: what its run's status becomes, its exit code, and why. */
function endingOf(walk: Walk, ended: ListEnd, request: WorkflowRequest): Ending {
  const codes: ExitCode[] =
    walk.tally.failed.length > 0 || ended.status === "failed" ? [ExitCode.failed] : [];
  const stop = walk.invocation.stop;
  const waiting = waitingNodes(walk.nodes);
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
  const node = walk.node(only);
  const isDone = node?.status === "done" || node?.status === "skipped";
  if (isDone) return { status: "limited", exitCode: ExitCode.ok, reason: `only ${only}` };
  if (node?.status === "parked")
    return { status: "waiting", exitCode: ExitCode.person, reason: "a person is needed" };
  if (codes.length > 0) return { status: "failed", exitCode: worstExitCode(codes), reason: reasonOf(walk) };
  const parked = waitingNodes(walk.nodes).some(({ path }) => walk.isAsked(path));
  if (parked) return { status: "waiting", exitCode: ExitCode.person, reason: "a person is needed" };
  const reason = `${only} cannot run yet: what it waits for is not done`;
  return { status: "limited", exitCode: ExitCode.failed, reason };
}

function reasonOf({ tally }: Walk): string {
  const [first] = tally.failed;
  return first ? `${first.path}: ${first.message}` : "";
}

/** What a person does first, where only a person can mend what failed. */
function fixOf(walk: Walk): string | undefined {
  const nodes = walk.tally.failed.map(({ path }) => walk.node(path));
  const fixes = nodes.map((node) => (node?.error && node.agent ? fixFor(node.error.kind, node.agent) : ""));
  return fixes.find((fix) => fix !== "");
}
