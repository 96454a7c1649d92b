import type { Work } from "../../../domain/decide/node/work.ts";
import type { StepDefinition } from "../../../domain/definition/file/definition.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import { askAgent } from "../agent/step.ts";
import { waitAtGate } from "../people/gate.ts";
import { runScript } from "../script.ts";
import { runStory } from "../story.ts";
import { runChild } from "./child.ts";
import type { NodeContext } from "./context.ts";
import type { Handler } from "./handler.ts";
import type { Try } from "./outcome.ts";

/** One handler per kind of step. */
const handlers: { readonly [T in StepDefinition["type"]]: Handler<T> } = {
  script: runScript,
  agent: askAgent,
  workflow: runChild,
  story: runStory,
  gate: waitAtGate,
};

/** Makes one try with the handler that fits. */
export function handle(node: NodeContext, work: Work, known: NodeState | undefined): Promise<Try> {
  const handler = handlers[work.type] as Handler<StepDefinition["type"]>;
  return handler(node as never, work as never, known);
}
