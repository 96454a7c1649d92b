import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { nearest } from "../../domain/nearest.ts";
import type { WorkflowTree } from "../../domain/workflow-file/definition.ts";
import { isWithin, itemPath, segmentsOf } from "../../domain/workflow-run/path.ts";
import type { Walk } from "./walk.ts";

/**
 * Checks that a path names a step of today's definition, as far as that can be known before anything runs: which items
 * a collection has is not. Throws UserError (exit 2) with the nearest one that does.
 */
export function checkPath(flag: string, path: string, tree: WorkflowTree): void {
  const segments = segmentsOf(path);
  let at: WorkflowTree | undefined = tree;
  for (const { id, key } of segments ?? []) {
    const steps: WorkflowTree["workflow"]["steps"] = at ? [...at.workflow.steps, ...at.workflow.finally] : [];
    const step = steps.find((one) => one.id === id);
    if (!step || (key !== undefined && !step.foreach))
      throw noSuchNode(
        flag,
        path,
        id,
        steps.map((s) => s.id),
      );
    at = at?.children.get(id);
  }
  if (!segments)
    throw noSuchNode(
      flag,
      path,
      path,
      tree.workflow.steps.map((s) => s.id),
    );
}

/** Stops the walk where the one item that is asked for is not in its collection. */
export function checkOnly(walk: Walk, path: string, keys: readonly string[]): void {
  const { only } = walk.request;
  if (only === undefined || only === path || !isWithin(only, path)) return;
  const items = keys.map((key) => itemPath(path, key));
  if (items.some((item) => isWithin(only, item))) return;
  walk.fail(noSuchNode("--only", only, only, items));
}

function noSuchNode(flag: string, path: string, name: string, known: readonly string[]): UserError {
  const near = nearest(name, known, 1)[0];
  const shown = known.slice(0, 20).join(", ");
  return new UserError(ExitCode.usage, `${flag} ${path}: there is no such node`, {
    why: `There is: ${shown || "none"}${known.length > 20 ? ", …" : ""}`,
    fix: near === undefined ? "List them: agentic-sdlc runs show <run>" : `Did you mean ${near}?`,
  });
}
