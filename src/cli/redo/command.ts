import { suggestion } from "../../domain/config/validate.ts";
import type { StoryWorkflow } from "../../domain/definition/story/definition.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { wholeStory } from "../story/find.ts";
import { tell } from "../story/tell.ts";

/** Has an action, and what follows it, done again. Throws UserError (exit 2) for an unknown action or story. */
export async function redo(
  ctx: CommandContext,
  name: string,
  asked: string | undefined,
  options: { readonly note?: string },
): Promise<ExitCode> {
  const project = await openProject(ctx);
  const story = wholeStory(project, name);
  const workflow = project.workflowOf(story);
  const action = asked === undefined ? writingAction(workflow) : actionOf(workflow, asked);
  const later = workflow.steps.slice(workflow.steps.findIndex(({ id }) => id === action) + 1);
  const rest = later.length > 0 ? `, then ${later.map(({ id }) => id).join(", ")}` : "";
  const message = { type: "redo", action, note: options.note ?? "" } as const;
  return tell(ctx, project, story, message, `${action} is done again${rest}`);
}

/** Without an action it is the work itself: the first step that writes. */
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
