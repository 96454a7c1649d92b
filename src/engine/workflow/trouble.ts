import type { AgentError } from "../../domain/agent/error.ts";
import { NotSavedError, UserError } from "../../domain/errors.ts";
import { ExpressionError } from "../../domain/expression/ast.ts";
import { RunLostError } from "../ports/run-store.ts";

/**
 * What went wrong, where it is a node's own: an expression, an output that is lost. Undefined for what concerns the run
 * as a whole: a state that could not be saved, a lease that was lost, a mistake of ours.
 */
export function ownError(error: unknown): AgentError | undefined {
  if (error instanceof ExpressionError) {
    const { message, fix } = error;
    return { kind: "unknown", message: fix ? `${message}. ${fix}` : message };
  }
  if (error instanceof NotSavedError || error instanceof RunLostError) return undefined;
  if (!(error instanceof UserError)) return undefined;
  return { kind: "unknown", message: [error.message, error.why].filter(Boolean).join(": ") };
}
