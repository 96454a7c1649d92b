import { stepAt } from "../../../domain/decide/node/changes.ts";
import type { StepDefinition, WorkflowTree } from "../../../domain/definition/file/definition.ts";
import { UserError } from "../../../domain/errors.ts";
import { ExitCode } from "../../../domain/exit-code.ts";
import type { Nodes } from "../../../domain/journal/nodes.ts";
import { isWithin, itemPath, segmentsOf, stepPath } from "../../../domain/journal/path.ts";
import { nearest } from "../../../domain/text/nearest.ts";
import type { Walk } from "./walk.ts";

/**
 * Checks that a path names a step of today's definition, as far as that can be known before anything runs: which items
 * a collection has is not. Throws UserError (exit 2) with the nearest one that does.
 */
function checkPath(flag: string, path: string, tree: WorkflowTree): void {
  const segments = segmentsOf(path);
  if (!segments) throw noSuchNode(flag, path, path, idsOf(tree));
  let at: WorkflowTree | undefined = tree;
  let outer = "";
  for (const [index, { id, key }] of segments.entries()) {
    const step: StepDefinition | undefined = at && stepsOf(at).find((one) => one.id === id);
    const here = stepPath(outer, id);
    if (!step || (key !== undefined && !step.foreach)) {
      const known = at ? idsOf(at).map((one) => stepPath(outer, one)) : [];
      throw noSuchNode(flag, path, here, known);
    }
    if (key === undefined && step.foreach && index < segments.length - 1) throw noItem(flag, path, id);
    at = at?.children.get(id);
    outer = key === undefined ? here : itemPath(here, key);
  }
}

/** Checks that `--only` names what can be run by itself. Throws UserError (exit 2). */
export function checkAlone(path: string, tree: WorkflowTree): void {
  checkPath("--only", path, tree);
  if (!stepAt(tree, path)?.always) return;
  throw new UserError(ExitCode.usage, `--only ${path}: it stands in finally`, {
    why: "It runs at the end of what it belongs to, and not by itself.",
    fix: "agentic-sdlc run --continue",
  });
}

/** Checks that there is something to be done again. Throws UserError (exit 2). */
export function checkRerun(path: string, tree: WorkflowTree, nodes: Nodes | undefined): void {
  checkPath("--rerun", path, tree);
  const known = [...(nodes?.all() ?? [])].map((node) => node.path);
  if (known.some((node) => isWithin(node, path))) return;
  const near = nearest(path, known, 1)[0];
  throw new UserError(ExitCode.usage, `--rerun ${path}: it has not run yet`, {
    fix: near === undefined ? "Leave --rerun out: agentic-sdlc run --continue" : `Did you mean ${near}?`,
  });
}

function stepsOf({ workflow }: WorkflowTree): StepDefinition[] {
  return [...workflow.steps, ...workflow.finally];
}

function idsOf(tree: WorkflowTree): string[] {
  return stepsOf(tree).map(({ id }) => id);
}

/** Stops the walk where the one item that is asked for is not in its collection. */
export function checkOnly(walk: Walk, path: string, keys: readonly string[]): void {
  const { only } = walk.request;
  if (only === undefined || only === path || !isWithin(only, path)) return;
  const items = keys.map((key) => itemPath(path, key));
  if (items.some((item) => isWithin(only, item))) return;
  walk.invocation.fail(noSuchNode("--only", only, only, items));
}

function noSuchNode(flag: string, path: string, name: string, known: readonly string[]): UserError {
  const near = nearest(name, known, 1)[0];
  const shown = known.slice(0, 20).join(", ");
  return new UserError(ExitCode.usage, `${flag} ${path}: there is no such node`, {
    why: `There is: ${shown || "none"}${known.length > 20 ? ", …" : ""}`,
    fix: near === undefined ? "List them: agentic-sdlc runs show <run>" : `Did you mean ${near}?`,
  });
}

function noItem(flag: string, path: string, id: string): UserError {
  return new UserError(ExitCode.usage, `${flag} ${path}: ${id} runs for each item of a collection`, {
    fix: `Name the item: '${path.replace(id, `${id}[<key>]`)}'`,
  });
}
