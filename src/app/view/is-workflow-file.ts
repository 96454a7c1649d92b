import { statSync } from "node:fs";
import { extname, resolve } from "node:path";

/** Whether what was named is a workflow file, and not a story workflow or a run's id. */
export function isWorkflowFile({ cwd }: { readonly cwd: string }, target: string): boolean {
  return (
    [".yaml", ".yml"].includes(extname(target)) ||
    statSync(resolve(cwd, target), { throwIfNoEntry: false })?.isFile() === true
  );
}
