import type { Project } from "../../open.ts";
import { runNamed } from "../find-run.ts";
import { namedStory } from "../find-story.ts";
import type { Log } from "./log.ts";
import { nodeLog } from "./node.ts";
import { storyLog } from "./story.ts";

/**
 * The log of an attempt at a story, or at a step of a workflow file's run: the one that was asked for, else the latest. Of
 * a story that nothing was done for, its slug. Throws UserError (exit 2) for a name that is none, and for an attempt
 * that there is not.
 */
export function findLog(
  project: Project,
  name: string,
  asked: string | undefined,
): { readonly log: Log } | { readonly log?: undefined; readonly slug: string } {
  const run = runNamed(project, name);
  if (run) return { log: nodeLog(project, run, asked) };
  const story = namedStory(project, name);
  const log = storyLog(project, story, asked);
  return log ? { log } : { slug: story.slug };
}
