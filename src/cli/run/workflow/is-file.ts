import { statSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { CommandContext } from "../../context.ts";

/** Whether what was typed behind `run` is a workflow file, and not a run's id. */
export function isWorkflowFile({ cwd }: CommandContext, target: string): boolean {
  return (
    [".yaml", ".yml"].includes(extname(target)) ||
    statSync(resolve(cwd, target), { throwIfNoEntry: false })?.isFile() === true
  );
}
