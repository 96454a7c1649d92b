import type { StepDefinition } from "../../definition/file/definition.ts";
import { truthy } from "../../expression/evaluate.ts";
import type { Undecided } from "../../expression/undecided.ts";
import type { NodeState } from "../../journal/nodes.ts";
import { isWithin } from "../../journal/path.ts";
import type { Board } from "../../story/story.ts";
import type { Frame, Item, Local } from "./frame.ts";

/** A node to be decided: a step, or one item of its collection. */
export interface Candidate<S extends StepDefinition = StepDefinition> {
  readonly frame: Frame;
  readonly step: S;
  readonly path: string;
  readonly item?: Item | Undecided;
  /** Whether something before it failed. */
  readonly failed: boolean | Undecided;
  /** Done ones of earlier invocations do not stand: it runs in each. */
  readonly always: boolean;
}

/** What an invocation is asked, as far as it bears on what becomes of its nodes. */
export interface Asked {
  /** Only this node. */
  readonly only?: string | undefined;
  /** What changed, and what consumed it, is done again. */
  readonly rerunChanged: boolean;
}

/** What deciding needs to know beside what is computed in frames. */
export interface Facts {
  readonly asked: Asked;
  /** A node as the journal tells it. */
  node(path: string): NodeState | undefined;
  /** The keys of the items that a collection had in earlier invocations. */
  itemsBefore(path: string): Iterable<string>;
  /** The board as it is now: read only where a story was done. */
  board(): Board;
}

/** Whether a node is asked for: all are, or it is the one, part of it, or what it is part of. */
export function isAsked(path: string, { only }: Asked): boolean {
  return only === undefined || isWithin(path, only) || isWithin(only, path);
}

/** Whether all of the workflow at this path is asked for, and not only a node in it. */
export function isWhole(path: string, { only }: Asked): boolean {
  return only === undefined || isWithin(path, only);
}

/** What a node's texts see. */
export function localOf({ item, failed }: Candidate): Local {
  return { failed, item };
}

/** Whether a node is for now: what its `if` says. Throws what its frame does. */
export function isMet(node: Candidate): boolean {
  const { step, frame } = node;
  return step.if === undefined || truthy(frame.value(step.if.expression, localOf(node)));
}
