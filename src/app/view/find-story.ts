import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { findStory } from "../../domain/story/board.ts";
import type { BrokenStory, Story } from "../../domain/story/story.ts";
import type { Project } from "../open.ts";

/**
 * The story a person named by slug, id, or a unique prefix of either, in any case. An exact slug does not read the
 * board. Throws UserError (exit 2) that lists the nearest.
 */
export function anyStory(project: Project, name: string): Story | BrokenStory {
  return project.locate(name) ?? findStory(project.stories.load(), name);
}

/** As `anyStory`, for commands that need a story that can be read: a broken one is exit 2, with its fix. */
export function wholeStory(project: Project, name: string): Story {
  const story = anyStory(project, name);
  if ("problem" in story) throw brokenError(story);
  return story;
}

/** As `anyStory`, for commands that only need to know which story it is: a broken one without an id is exit 2. */
export function namedStory(project: Project, name: string): { readonly slug: string; readonly id: string } {
  const story = anyStory(project, name);
  if (story.id !== undefined) return { slug: story.slug, id: story.id };
  throw brokenError(story as BrokenStory);
}

function brokenError({ slug, path, problem }: BrokenStory): UserError {
  const place = problem.line === undefined ? path : `${path}:${problem.line}`;
  return new UserError(ExitCode.usage, `Story ${slug} is broken`, {
    why: `${place}: ${problem.message}`,
    fix: problem.fix,
  });
}
