import { bindInputs } from "../../domain/definition/file/bind.ts";
import type { Value } from "../../domain/expression/ast.ts";
import { Frame } from "./frame.ts";
import type { Handler } from "./handlers.ts";
import type { NodeContext } from "./node-context.ts";
import type { Try } from "./outcome.ts";
import { timeoutError } from "./script.ts";
import { keepJson } from "./secrets.ts";
import { walkWorkflow } from "./steps.ts";
import { type TimeLimit, timeLimit } from "./time-limit.ts";
import { ownError } from "./trouble.ts";

/** Another workflow file, in a subtree of its own: what is done in it stands, the rest goes on where it stopped. */
export const runChild: Handler<"workflow"> = async (node, work) => {
  const { walk, frame, step, path } = node;
  const tree = frame.tree.children.get(step.id)!;
  const { values, problems } = bindInputs(tree.workflow, work.inputs);
  if (problems[0]) return { error: { kind: "unknown", message: problems[0].message } };
  const child = new Frame(path, tree, values, versionsOf(node, work.inputs), walk.deps);
  const limit = timeLimit(node.signal, step.timeoutMs);
  try {
    return await walkChild(node, child, limit);
  } finally {
    limit.clear();
  }
};

async function walkChild(node: NodeContext, child: Frame, limit: TimeLimit): Promise<Try> {
  const { walk, step, hold, always } = node;
  const ended = await walkWorkflow({ walk, frame: child, hold, signal: limit.signal, always });
  if (limit.isOver && !walk.signal.aborted && ended.status !== "done") {
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

/** Of the inputs that were made from what steps gave. What is made of an item is the item's, whatever it holds. */
function versionsOf(
  { frame, step }: NodeContext,
  inputs: Readonly<Record<string, Value>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(inputs).flatMap((name) => {
      const consumed = Object.entries(frame.consumed(`${step.id}.${name}`));
      return consumed.length === 0
        ? []
        : [[name, consumed.map(([of, version]) => `${of}@${version}`).join(" ")]];
    }),
  );
}
