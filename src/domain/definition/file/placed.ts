import { type Expression, ExpressionError } from "../../expression/ast.ts";
import type { WorkflowTree } from "./definition.ts";
import { usesOf } from "./uses.ts";

/** What went wrong when an expression of a workflow was computed, with the place in its file where it went wrong. */
export function placed(error: unknown, { name, workflow, position }: WorkflowTree, of: Expression): unknown {
  if (!(error instanceof ExpressionError)) return error;
  const use = usesOf(workflow).find(({ expression }) => expression === of);
  const place = use && position?.(use.path, use.base + error.at);
  if (!place) return error;
  return new ExpressionError(`${error.message} (${name}:${place.line}:${place.column})`, error.at, error.fix);
}
