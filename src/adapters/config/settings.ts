import { checkReferences } from "../../domain/config/check.ts";
import type { WorkflowSet } from "../../domain/definition/story/set.ts";
import { configFile, type LoadedConfig, type ReadConfig, readConfig } from "./config.ts";
import { locate, problemsError } from "./source/problems.ts";
import { readWorkflows } from "./workflow/story-workflows.ts";

/** All that a project's own files say about how to work on it. */
export interface Settings extends LoadedConfig {
  readonly workflows: WorkflowSet;
}

/**
 * Config and story workflows, checked against each other: `actions` and `gates` name steps that exist, `workflows`
 * names workflows that exist.
 * @throws UserError exit 2 with all problems of all files at once.
 */
export async function loadSettings(root: string): Promise<Settings> {
  const { problems, config, hash, file, exists, workflows } = await readSettings(root);
  if (problems.length > 0) throw problemsError(problems);
  return { config, hash, file, exists, workflows };
}

/** As `loadSettings`, but tells what is wrong instead of throwing. */
export async function readSettings(root: string): Promise<ReadConfig & Settings> {
  const read = readConfig(root);
  const { set, problems } = await readWorkflows(root);
  // With a workflow file missing, its steps would be called unknown.
  const references = problems.length > 0 ? [] : checkReferences(read.source.value, set);
  return {
    ...read,
    workflows: set,
    problems: [...read.problems, ...problems, ...locate(configFile, read.source, references)],
  };
}
