import { childFrame } from "../../../domain/decide/node/child.ts";
import type { Frame } from "../../../domain/decide/node/frame.ts";
import { ExpressionError } from "../../../domain/expression/ast.ts";
import { timeoutError } from "../script.ts";
import { keepJson } from "../secrets.ts";
import { type TimeLimit, timeLimit } from "../time-limit.ts";
import { ownError } from "../trouble.ts";
import type { NodeContext } from "./context.ts";
import type { Handler } from "./handler.ts";
import type { Try } from "./outcome.ts";

/** Another workflow file, in a subtree of its own: what is done in it stands, the rest goes on where it stopped. */
export const runChild: Handler<"workflow"> = async (node, work) => {
  let child: Frame;
  try {
    child = childFrame(node, work.inputs);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { error: { kind: "unknown", message: error.message } };
  }
  const limit = timeLimit(node.signal, node.step.timeoutMs);
  try {
    return await walkChild(node, child, limit);
  } finally {
    limit.clear();
  }
};

async function walkChild(node: NodeContext, child: Frame, limit: TimeLimit): Promise<Try> {
  const { walk, facts, step, hold, always, walkWorkflow } = node;
  const { signal } = limit;
  const ended = await walkWorkflow({ walk, facts, frame: child, hold, signal, always, walkWorkflow });
  if (limit.isOver && !walk.invocation.signal.aborted && ended.status !== "done") {
    return { error: timeoutError(step.timeoutMs ?? 0) };
  }
  if (ended.status === "failed") {
    const { failure = { path: child.path, message: "failed" } } = ended;
    const inner = failure.path.slice(child.path.length + 1);
    return { error: { kind: "crash", message: `${inner}: ${failure.message}` }, failure };
  }
  if (ended.status !== "done") return { not: ended.status };
  try {
    const outputs = child.fillAll(child.tree.workflow.outputs);
    return { result: { output: keepJson(walk, outputs) } };
  } catch (error) {
    const own = ownError(error);
    if (!own) throw error;
    return { error: { ...own, message: `outputs: ${own.message}` } };
  }
}
