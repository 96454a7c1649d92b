import type { StepDefinition } from "../../domain/definition/file/definition.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { askAgent } from "./agent/step.ts";
import { runChild } from "./child.ts";
import { waitAtGate } from "./gate.ts";
import type { NodeContext } from "./node-context.ts";
import type { Try } from "./outcome.ts";
import { runScript } from "./script.ts";
import { runStory } from "./story.ts";
import type { Work } from "./work.ts";

/** One try at a node. Never rejects. */
export type Handler<T extends StepDefinition["type"]> = (
  node: NodeContext<Extract<StepDefinition, { type: T }>>,
  work: Extract<Work, { type: T }>,
  known: NodeState | undefined,
) => Promise<Try>;

/** One handler per kind of step. */
const handlers: { readonly [T in StepDefinition["type"]]: Handler<T> } = {
  script: runScript,
  agent: askAgent,
  workflow: runChild,
  story: runStory,
  gate: waitAtGate,
};

/** Makes one try with the handler that fits. */
export function handlerOf(node: NodeContext, work: Work, known: NodeState | undefined): Promise<Try> {
  const handle = handlers[work.type] as Handler<StepDefinition["type"]>;
  return handle(node as never, work as never, known);
}
