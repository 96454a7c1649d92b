import { isWhole } from "../../../domain/decide/node/candidate.ts";
import { decideStep } from "../../../domain/decide/node/decide.ts";
import { isEnded, type NodeOutcome } from "../../../domain/decide/node/outcome.ts";
import type { StepDefinition } from "../../../domain/definition/file/definition.ts";
import { StepOrder } from "../../../domain/definition/file/order.ts";
import { stepPath } from "../../../domain/journal/path.ts";
import { runCollection } from "./collection.ts";
import type { Level, NodeContext } from "./context.ts";
import { runNode } from "./node.ts";
import { endOfList, type ListEnd } from "./outcome.ts";
import { caught } from "./settle.ts";

/** What is known when a step, and all that it waits for, have ended. */
interface Flags {
  /** One of them failed. */
  readonly failed: boolean;
  /** One of them came to no end. */
  readonly open: boolean;
  readonly outcome: NodeOutcome;
}

/** Walks a workflow: its steps, then, wherever they came to an end of their own, what stands in `finally`. */
export async function walkWorkflow(level: Level): Promise<ListEnd> {
  const { walk, facts, frame } = level;
  const steps = await walkSteps(level, "steps", false);
  if (steps.status === "stopped" || !isWhole(frame.path, facts.asked)) return steps;
  if (frame.tree.workflow.finally.length === 0) return steps;
  // A child whose steps are done when the run stops is not done yet: else its `finally` would never run.
  if (walk.invocation.over) return steps.status === "done" ? { status: "stopped" } : steps;
  const last = await walkSteps({ ...level, always: true }, "finally", steps.status === "failed");
  return last.status === "done" || steps.status === "failed" ? steps : last;
}

async function walkSteps(level: Level, list: "steps" | "finally", failedBefore: boolean): Promise<ListEnd> {
  const steps = level.frame.tree.workflow[list];
  const order = new StepOrder(steps);
  const at = new Map(steps.map(({ id }, index) => [id, index]));
  const ended: Promise<Flags>[] = [];
  const endOf = (index: number): Promise<Flags> => {
    ended[index] ??= (async () => {
      const before = await Promise.all(order.direct(index).map((id) => endOf(at.get(id)!)));
      const failed = failedBefore || before.some((flags) => flags.failed);
      const open = before.some((flags) => flags.open);
      const step = steps[index]!;
      const outcome = open ? notReached(level) : await walkStep(level, step, list, failed);
      if (isEnded(outcome)) level.frame.set(step.id, outcome);
      return { outcome, failed: failed || outcome.status === "failed", open: open || !isEnded(outcome) };
    })();
    return ended[index];
  };
  const all = await Promise.all(steps.map((_, index) => endOf(index)));
  return endOfList(all.map(({ outcome }) => outcome));
}

/** What becomes of a step that nobody gets to. */
function notReached({ walk, signal }: Level): NodeOutcome {
  return { status: walk.invocation.over || signal.aborted ? "stopped" : "unreached" };
}

/** Decides about a step, and does what is decided. Never rejects. */
async function walkStep(
  level: Level,
  step: StepDefinition,
  list: "steps" | "finally",
  failed: boolean,
): Promise<NodeOutcome> {
  const { walk, facts, frame, hold, signal, always, walkWorkflow } = level;
  if (walk.invocation.over || signal.aborted) return { status: "stopped" };
  const path = stepPath(frame.path, step.id);
  const node: NodeContext = { walk, facts, frame, step, path, hold, signal, failed, always, walkWorkflow };
  try {
    const ruling = decideStep(node, facts, list);
    return await (ruling.kind === "items" ? runCollection(node, ruling) : runNode(node, ruling));
  } catch (error) {
    return caught(node, error);
  }
}
