import type { StepDefinition } from "../../domain/definition/file/definition.ts";
import { StepOrder } from "../../domain/definition/file/order.ts";
import { asksForStatus } from "../../domain/expression/references.ts";
import { isWithin, stepPath } from "../../domain/journal/path.ts";
import { runCollection } from "./collection.ts";
import { runNode } from "./node.ts";
import { isMet, type NodeContext } from "./node-context.ts";
import { type Failure, isEnded, type NotEnded, type Outcome } from "./outcome.ts";
import { caught, skipNode } from "./settle.ts";

/** Where a workflow's steps are walked: its frame, and what they inherit of the node it is the child of. */
export type Place = Pick<NodeContext, "walk" | "frame" | "hold" | "signal" | "always">;

/** How a list of steps came out. `failure`: the first. */
export interface Ended {
  readonly status: "done" | "failed" | NotEnded["not"];
  readonly failure?: Failure;
}

/** What is known when a step, and all that it waits for, have ended. */
interface Flags {
  /** One of them failed. */
  readonly failed: boolean;
  /** One of them came to no end. */
  readonly open: boolean;
  readonly outcome: Outcome;
}

/** Walks a workflow: its steps, then, wherever they came to an end of their own, what stands in `finally`. */
export async function walkWorkflow(place: Place): Promise<Ended> {
  const { walk, frame } = place;
  const steps = await walkSteps(place, "steps", false);
  if (steps.status === "stopped" || !isWhole(place)) return steps;
  if (frame.tree.workflow.finally.length === 0) return steps;
  // A child whose steps are done when the run stops is not done yet: else its `finally` would never run.
  if (walk.over) return steps.status === "done" ? { status: "stopped" } : steps;
  const last = await walkSteps({ ...place, always: true }, "finally", steps.status === "failed");
  return last.status === "done" || steps.status === "failed" ? steps : last;
}

/** Whether all of the workflow is asked for, and not only a node in it. */
function isWhole({ walk, frame }: Place): boolean {
  const { only } = walk.request;
  return only === undefined || isWithin(frame.path, only);
}

async function walkSteps(place: Place, list: "steps" | "finally", failedBefore: boolean): Promise<Ended> {
  const steps = place.frame.tree.workflow[list];
  const order = new StepOrder(steps);
  const at = new Map(steps.map(({ id }, index) => [id, index]));
  const ended: Promise<Flags>[] = [];
  const endOf = (index: number): Promise<Flags> => {
    ended[index] ??= (async () => {
      const before = await Promise.all(order.direct(index).map((id) => endOf(at.get(id)!)));
      const failed = failedBefore || before.some((flags) => flags.failed);
      const open = before.some((flags) => flags.open);
      const outcome = await decide(place, steps[index]!, list, failed, open);
      place.frame.set(steps[index]!.id, outcome);
      return { outcome, failed: failed || outcome.status === "failed", open: open || !isEnded(outcome) };
    })();
    return ended[index];
  };
  const all = await Promise.all(steps.map((_, index) => endOf(index)));
  return endedOf(all.map(({ outcome }) => outcome));
}

/** What a list of outcomes comes to: what stops all counts most, what fails before what waits. */
export function endedOf(outcomes: readonly Outcome[]): Ended {
  const failed = outcomes.find((outcome) => outcome.status === "failed");
  for (const status of ["stopped", "failed", "parked", "unreached"] as const) {
    if (!outcomes.some((outcome) => outcome.status === status)) continue;
    return {
      status,
      ...(status === "failed" && failed && "failure" in failed ? { failure: failed.failure } : {}),
    };
  }
  return { status: "done" };
}

async function decide(
  place: Place,
  step: StepDefinition,
  list: "steps" | "finally",
  failed: boolean,
  open: boolean,
): Promise<Outcome> {
  const { walk, frame, hold, signal, always } = place;
  const path = stepPath(frame.path, step.id);
  const node: NodeContext = { walk, frame, step, path, hold, signal, failed, always };
  if (walk.over || signal.aborted) return { status: "stopped" };
  if (open) return { status: "unreached" };
  try {
    if (walk.isAsked(path)) {
      // A condition that asks how things came out decides for itself; any other is for when all went well.
      const asks = step.if !== undefined && asksForStatus(step.if.expression);
      if (failed && !asks && list === "steps") return notRun(step);
      if (step.if && !step.if.perItem && !isMet(node)) {
        return skipNode(walk, path, step, "its condition is not met");
      }
    }
    return await (step.foreach ? runCollection(node, step.foreach) : runNode(node));
  } catch (error) {
    return caught(node, error);
  }
}

/** It is skipped for now, because something before it failed: not worth a record, it may run the next time. */
function notRun(step: StepDefinition): Outcome {
  return { status: "skipped", version: "skipped", given: { status: "skipped", kind: step.type, result: {} } };
}
