import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { CommandContext } from "../context.ts";
import { readInput } from "../input.ts";
import { openProject } from "../project.ts";
import { wholeStory } from "../story/find.ts";
import { tell } from "../story/tell.ts";
import { storyExecution } from "../view.ts";

/**
 * Answers the question an agent asked. `-` reads the answer from standard input. Throws UserError (exit 2) where there
 * is no question, or no answer.
 */
export async function answer(ctx: CommandContext, name: string, given: string): Promise<ExitCode> {
  const project = await openProject(ctx);
  const story = wholeStory(project, name);
  const { question } = storyExecution(project, story.id);
  if (question === undefined || question.answer !== undefined) {
    throw new UserError(ExitCode.usage, `${story.slug} has asked nothing`, {
      why: question ? "Its question was answered already." : "No attempt of it ended with a question.",
      fix: `See what it waits for: agentic-sdlc show ${story.slug}`,
    });
  }
  const text = (given === "-" ? await readInput(ctx) : given).trim();
  if (text === "") {
    throw new UserError(ExitCode.usage, "The answer is empty", {
      why: `It was asked: ${question.text}`,
      fix: `agentic-sdlc answer ${story.slug} "…"`,
    });
  }
  return tell(
    ctx,
    project,
    story,
    { type: "answered", text },
    `answered; ${question.action} goes on with it`,
  );
}
