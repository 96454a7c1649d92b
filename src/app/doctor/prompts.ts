import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { readSettings } from "../../adapters/config/settings.ts";
import { createPrompts, promptsDir } from "../../adapters/prompts/prompts.ts";
import { UserError } from "../../domain/errors.ts";
import { nearest } from "../../domain/text/nearest.ts";
import { type Check, ok, problem, warning } from "./check.ts";

type Settings = Awaited<ReturnType<typeof readSettings>>;

/** The project's own prompts, and the conventions files: whether they can be used, and whether something uses them. */
export function checkPrompts(root: string, { config, workflows, problems }: Settings): Check[] {
  if (problems.length > 0) return [];
  const steps = workflows.names.flatMap((name) => workflows.get(name).workflow.steps.map(({ id }) => id));
  const files = promptFiles(root);
  return [...usable(root, config, steps, files.length), ...files.flatMap((file) => unused(file, steps))];
}

function usable(root: string, config: Settings["config"], steps: readonly string[], own: number): Check[] {
  try {
    createPrompts(root, config, [...new Set(steps)]);
    return own > 0 ? [ok("prompts", `${promptsDir}/`)] : [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [problem("prompts", error.message, error.fix)];
  }
}

/** A prompt under a wrong name is one that its author thinks is used. */
function unused(file: string, steps: readonly string[]): Check[] {
  const step = file.replace(/\.md$/, "");
  if (steps.includes(step)) return [];
  const near = nearest(step, steps, 1)[0];
  const fix = near === undefined ? "Name it after a step" : `Did you mean ${near}.md?`;
  return [warning("prompts", `${promptsDir}/${file} is the prompt of no step`, fix)];
}

function promptFiles(root: string): string[] {
  try {
    return readdirSync(join(root, promptsDir)).filter((name) => name.endsWith(".md"));
  } catch {
    return [];
  }
}
