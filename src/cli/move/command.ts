import { suggestion } from "../../domain/config/validate.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { type Status, statuses } from "../../domain/story/story.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { wholeStory } from "../story/find.ts";
import { nothingToDo, tell } from "../story/tell.ts";

/** Moves a story to another status. Throws UserError (exit 2) for an unknown status or story. */
export async function move(ctx: CommandContext, name: string, word: string): Promise<ExitCode> {
  const status = readStatus(word);
  const project = await openProject(ctx);
  const story = wholeStory(project, name);
  // A message that waits may move it elsewhere: then this one must come after it.
  const settled = project.executions.pendingMessages(story.id) === 0;
  if (story.status === status && settled) return nothingToDo(ctx, story, `is in ${status} already`);
  return tell(ctx, project, story, { type: "moved", status }, `${story.status} → ${status}`);
}

function readStatus(word: string): Status {
  const found = statuses.find((status) => status === word.toLowerCase());
  if (found) return found;
  throw new UserError(ExitCode.usage, `There is no status ${JSON.stringify(word)}`, {
    why: `Known: ${statuses.join(", ")}`,
    fix: suggestion(word, statuses),
  });
}
