import type { Facts } from "../../domain/decide/node/candidate.ts";
import { changesSince } from "../../domain/decide/node/changes.ts";
import { Frame } from "../../domain/decide/node/frame.ts";
import type { WorkflowTree } from "../../domain/definition/file/definition.ts";
import type { Value } from "../../domain/expression/ast.ts";
import type { RunSummary } from "../ports/events.ts";
import type { OpenRun } from "../ports/run-store.ts";
import { endingOf, summaryOf } from "./ending.ts";
import { recoverNodes } from "./recover.ts";
import { refuseSecret } from "./secrets.ts";
import { ownError } from "./trouble.ts";
import { walkWorkflow } from "./walk/steps.ts";
import { beginWalk, type Walk, type WorkflowDeps, type WorkflowRequest } from "./walk/walk.ts";

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
  const walk = beginWalk(deps, run, request, abort);
  walk.people.take();
  // Whoever was waited for finds what was decided.
  await walk.journal.record();
  for (const path of changesSince(walk.journal.nodes, tree).retired) walk.journal.retire(path);
  const frame = new Frame("", tree, inputs, {}, deps);
  const ended = await walkWorkflow({
    walk,
    facts: factsOf(walk),
    frame,
    signal: walk.invocation.signal,
    always: false,
    walkWorkflow,
  });
  await walk.journal.record();
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
    node: (path) => walk.journal.node(path),
    itemsBefore: (path) => walk.journal.itemsBefore(path),
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
    walk.invocation.tally.failed.push({ path: "outputs", message: own.message });
    return {};
  }
}
