import type { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { wholeStory } from "../story/find.ts";
import { nothingToDo, tell } from "../story/tell.ts";
import { viewStory } from "../view.ts";

/** Lets a blocked story go on, with a new allowance. Throws UserError (exit 2) for an unknown story. */
export async function unblock(ctx: CommandContext, name: string): Promise<ExitCode> {
  const project = await openProject(ctx);
  const story = wholeStory(project, name);
  const { assessment, holder } = viewStory(project, story);
  const blocked =
    story.blockedReason !== undefined || assessment.held.some((held) => held.kind === "blocked");
  const settled = holder === undefined && project.executions.pendingMessages(story.id) === 0;
  if (!blocked && settled) return nothingToDo(ctx, story, "is not blocked");
  return tell(ctx, project, story, { type: "unblocked" }, "goes on, with a new allowance");
}
