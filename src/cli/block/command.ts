import type { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { wholeStory } from "../story/find.ts";
import { tell } from "../story/tell.ts";

/** Keeps a story from being worked on, until `unblock`. Throws UserError (exit 2) for an unknown story. */
export async function block(ctx: CommandContext, name: string, reason: string): Promise<ExitCode> {
  const project = await openProject(ctx);
  const story = wholeStory(project, name);
  return tell(ctx, project, story, { type: "blocked-by-hand", reason }, `blocked: ${reason}`);
}
