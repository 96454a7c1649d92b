import type { Config } from "../../config/config.ts";
import { suggestion } from "../../config/validate.ts";
import type { Problem, Story } from "../../story/story.ts";
import type { StoryWorkflow } from "./definition.ts";

/** A story workflow and where it came from. */
export interface LoadedWorkflow {
  readonly workflow: StoryWorkflow;
  /** sha256 (hex) of the definition; comments and layout of a file do not count. */
  readonly hash: string;
  /** `built in`, or the file, relative to the project's root. */
  readonly source: string;
}

/** The story workflows of a project: the built-in ones, replaced and joined by its own. */
export interface WorkflowSet {
  /** Throws UserError (exit 2) for a name that is not in `names`. */
  get(name: string): LoadedWorkflow;
  readonly names: readonly string[];
}

/** The workflow a story follows: the one it names, else the config's for its type, else `story`. */
export function workflowFor(
  story: Pick<Story, "workflow" | "type">,
  config: Pick<Config, "workflows">,
  set: WorkflowSet,
): LoadedWorkflow | { readonly problem: Problem } {
  const name = story.workflow ?? config.workflows[story.type] ?? "story";
  if (set.names.includes(name)) return set.get(name);
  const where =
    story.workflow === undefined ? `config asks for it for type ${story.type}` : "the story asks for it";
  return {
    problem: {
      message: `unknown workflow ${JSON.stringify(name)} (${where})`,
      fix: suggestion(name, set.names),
    },
  };
}
