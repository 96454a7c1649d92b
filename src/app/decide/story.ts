import { suggestion } from "../../domain/config/validate.ts";
import type { StoryWorkflow } from "../../domain/definition/story/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { type Status, statuses } from "../../domain/story/story.ts";
import type { Project } from "../open.ts";
import { wholeStory } from "../view/find-story.ts";
import { viewStory } from "../view/story.ts";
import type { StoryChanged, StoryDecided } from "./decided.ts";
import { tellStory } from "./message.ts";

/** Moves a story to another status. Throws UserError (exit 2) for an unknown status or story, and NotSavedError. */
export async function move(project: Project, name: string, word: string): Promise<StoryDecided> {
  const status = readStatus(word);
  const story = wholeStory(project, name);
  // A message that waits may move it elsewhere: then this one must come after it.
  const settled = project.executions.pendingMessages(story.id) === 0;
  if (story.status === status && settled)
    return { kind: "story", changed: false, story, why: `is in ${status} already` };
  return tellStory(project, story, { type: "moved", status }, `${story.status} → ${status}`);
}

/** Keeps a story from being worked on, until `unblock`. Throws UserError (exit 2) for an unknown story, and NotSavedError. */
export async function block(project: Project, name: string, reason: string): Promise<StoryChanged> {
  const story = wholeStory(project, name);
  return tellStory(project, story, { type: "blocked-by-hand", reason }, `blocked: ${reason}`);
}

/** Lets a blocked story go on, with a new allowance. Throws UserError (exit 2) for an unknown story, and NotSavedError. */
export async function unblock(project: Project, name: string): Promise<StoryDecided> {
  const story = wholeStory(project, name);
  const { assessment, holder } = viewStory(project, story);
  const blocked =
    story.blockedReason !== undefined || assessment.held.some((held) => held.kind === "blocked");
  const settled = holder === undefined && project.executions.pendingMessages(story.id) === 0;
  if (!blocked && settled) return { kind: "story", changed: false, story, why: "is not blocked" };
  return tellStory(project, story, { type: "unblocked" }, "goes on, with a new allowance");
}

/**
 * Has an action, and what follows it, done again; without one, the work itself. Throws UserError (exit 2) for an unknown
 * action or story, and NotSavedError.
 */
export async function redo(
  project: Project,
  name: string,
  asked: string | undefined,
  note = "",
): Promise<StoryChanged> {
  const story = wholeStory(project, name);
  const workflow = project.workflowOf(story);
  const action = asked === undefined ? writingAction(workflow) : actionOf(workflow, asked);
  const later = workflow.steps.slice(workflow.steps.findIndex(({ id }) => id === action) + 1);
  const rest = later.length > 0 ? `, then ${later.map(({ id }) => id).join(", ")}` : "";
  return tellStory(project, story, { type: "redo", action, note }, `${action} is done again${rest}`);
}

function readStatus(word: string): Status {
  const found = statuses.find((status) => status === word.toLowerCase());
  if (found) return found;
  throw new UserError(ExitCode.usage, `There is no status ${JSON.stringify(word)}`, {
    why: `Known: ${statuses.join(", ")}`,
    fix: suggestion(word, statuses),
  });
}

/** The first step that writes. */
function writingAction({ steps }: StoryWorkflow): string {
  const writing = steps.find((step) => step.type === "action" && step.access !== "read");
  return (writing ?? steps[0]!).id;
}

function actionOf({ name, steps }: StoryWorkflow, asked: string): string {
  const ids = steps.map(({ id }) => id);
  const found = ids.find((id) => id === asked) ?? ids.find((id) => id === asked.toLowerCase());
  if (found !== undefined) return found;
  throw new UserError(ExitCode.usage, `The workflow ${name} has no action ${JSON.stringify(asked)}`, {
    why: `It has: ${ids.join(", ")}`,
    fix: suggestion(asked, ids),
  });
}
