import type { Work } from "../../../domain/decide/node/work.ts";
import type { StepDefinition } from "../../../domain/definition/file/definition.ts";
import type { NodeState } from "../../../domain/journal/nodes.ts";
import type { NodeContext } from "./context.ts";
import type { Try } from "./outcome.ts";

/** One try at a node. Never rejects. */
export type Handler<T extends StepDefinition["type"]> = (
  node: NodeContext<Extract<StepDefinition, { type: T }>>,
  work: Extract<Work, { type: T }>,
  known: NodeState | undefined,
) => Promise<Try>;
