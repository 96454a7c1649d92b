import { guardFile } from "../story/housekeep.ts";
import type { WorkflowDeps } from "./walk.ts";

/** Puts back what an attempt changed of git's hooks and executing settings; names it, also in the attempt's transcript. */
export async function putBackGit(
  { workspace, note, reporter }: Pick<WorkflowDeps, "workspace" | "note" | "reporter">,
  path: string,
  attemptDir: string,
): Promise<void> {
  const keys = await workspace.restore(`${attemptDir}/${guardFile}`);
  if (keys.length === 0) return;
  note(attemptDir, `Put back what the agent changed in git: ${keys.join(", ")}`);
  reporter.event({ type: "node-restored", path, keys });
}
