import type { Candidate, Facts } from "../../../domain/decide/node/candidate.ts";
import type { Item } from "../../../domain/decide/node/frame.ts";
import type { StepDefinition } from "../../../domain/definition/file/definition.ts";
import type { Hold } from "../slots.ts";
import type { ListEnd } from "./outcome.ts";
import type { Walk } from "./walk.ts";

/** A node of a run that is under way. */
export interface NodeContext<S extends StepDefinition = StepDefinition> extends Candidate<S> {
  readonly walk: Walk;
  readonly facts: Facts;
  readonly item?: Item;
  readonly failed: boolean;
  /** The places it holds in collections. */
  readonly hold?: Hold;
  /** Aborts when the run stops, or the time of what it is part of is over. */
  readonly signal: AbortSignal;
  /** Walks the child workflow that it starts. */
  readonly walkWorkflow: (level: Level) => Promise<ListEnd>;
}

/** Where a workflow's steps are walked: its frame, and what they inherit of the node it is the child of. */
export type Level = Pick<
  NodeContext,
  "walk" | "facts" | "frame" | "hold" | "signal" | "always" | "walkWorkflow"
>;
