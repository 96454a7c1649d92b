import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadWorkflows } from "../../adapters/config/workflow/story-workflows.ts";
import type { LoadedWorkflow } from "../../domain/definition/story/set.ts";
import { findBoardRoot } from "../root.ts";
import type { WorkflowBrief } from "./workflow-file.ts";

/** Where workflow files usually are, relative to the project's root; they may be anywhere. */
const filesDir = "workflows";

/** The story workflows (the built-in ones and the project's own), and the workflow files in `workflows/`. */
export async function listWorkflows(cwd: string): Promise<WorkflowBrief[]> {
  const root = findBoardRoot(cwd) ?? cwd;
  const set = await loadWorkflows(root, {});
  const stories = set.names.map((name): WorkflowBrief => {
    const { workflow, source } = set.get(name);
    return { name, kind: "story", source, steps: workflow.steps.map((step) => step.id), problems: 0 };
  });
  return [...stories, ...(await listFiles(root))];
}

/** The story workflow of this name. Throws UserError (exit 2) where there is none. */
export async function storyWorkflow(cwd: string, name: string): Promise<LoadedWorkflow> {
  return (await loadWorkflows(findBoardRoot(cwd) ?? cwd, { skipEmpty: true })).get(name);
}

async function listFiles(root: string): Promise<WorkflowBrief[]> {
  const dir = join(root, filesDir);
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => /^[^.].*\.ya?ml$/.test(name)) : [];
  if (names.length === 0) return [];
  // What reads them is large, and seldom needed.
  const { briefOf } = await import("./workflow-file.ts");
  return names.sort().map((name) => briefOf(root, `${filesDir}/${name}`));
}
