import type { StepDefinition } from "../../domain/definition/file/definition.ts";
import { truthy } from "../../domain/expression/evaluate.ts";
import type { Frame, Item, Local } from "./frame.ts";
import type { Hold } from "./slots.ts";
import type { Walk } from "./walk.ts";

/** A node to be decided: a step, or one item of its collection. */
export interface NodeContext<S extends StepDefinition = StepDefinition> {
  readonly walk: Walk;
  readonly frame: Frame;
  readonly step: S;
  readonly path: string;
  readonly item?: Item;
  /** The places it holds in collections. */
  readonly hold?: Hold;
  /** Aborts when the run stops, or the time of what it is part of is over. */
  readonly signal: AbortSignal;
  /** Something before it failed. */
  readonly failed: boolean;
  /** Done ones of earlier invocations do not stand: it runs in each. */
  readonly always: boolean;
}

/** Whether it is for now: what its `if` says. Throws ExpressionError. */
export function isMet(node: NodeContext): boolean {
  const { step, frame } = node;
  return step.if === undefined || truthy(frame.value(step.if.expression, localOf(node)));
}

/** What its texts see. */
export function localOf({ item, failed }: NodeContext): Local {
  return { failed, item };
}
