import type { StoryStep, StoryWorkflow } from "../../domain/definition/story/definition.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Change } from "../ports/prompts.ts";
import type { Workspace } from "../ports/workspace.ts";

/**
 * What a review is to judge: what differs in the workspace from before the first attempt at a writing action since it
 * approved last; from HEAD where that is not known. Undefined outside git, and for steps that return no verdict. Rejects
 * with UserError.
 */
export async function changeFor(
  workspace: Pick<Workspace, "diff">,
  step: StoryStep,
  { workflow, execution }: { readonly workflow: StoryWorkflow; readonly execution: StoryExecution },
  whole?: string,
): Promise<Change | undefined> {
  if (step.type !== "action" || !step.verdict) return undefined;
  const before = treeBefore(workflow, execution, step.id);
  if (before === null) return undefined;
  const known = before === undefined ? undefined : await workspace.diff(before, whole).catch(() => undefined);
  // Git forgets, after weeks, a tree that no commit holds.
  const files = known ?? (await workspace.diff(undefined, whole));
  return files === null
    ? undefined
    : { files, ...(whole === undefined || files.length === 0 ? {} : { whole }) };
}

function treeBefore(
  workflow: StoryWorkflow,
  { attempts }: StoryExecution,
  review: string,
): string | null | undefined {
  const writing = workflow.steps.filter((s) => s.type === "action" && s.access === "write").map((s) => s.id);
  const writes = ({ action }: { readonly action: string }) => writing.includes(action);
  const last = attempts.findLastIndex((a) => a.action === review && a.verdict === "approved");
  const first = attempts.slice(last + 1).find(writes) ?? attempts.find(writes);
  return first?.treeBefore;
}
