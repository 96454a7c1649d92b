import { nodeRemedy, waitingNodes } from "../../domain/decide/node/waiting.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { Nodes } from "../../domain/journal/nodes.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { CommandContext } from "../context.ts";
import { readInput } from "../input.ts";
import { openProject, type Project } from "../project.ts";
import { runNamed } from "../run/find.ts";
import { decideNode, waitingNode } from "../run/workflow/decide.ts";
import { wholeStory } from "../story/find.ts";
import { tell } from "../story/tell.ts";
import { storyExecution } from "../view.ts";

/**
 * Answers the question that an agent asked: of a story, or of a workflow file's run, where `path` may name the step. `-`
 * reads the answer from standard input. Throws UserError (exit 2) where there is no question, or no answer.
 */
export async function answer(
  ctx: CommandContext,
  name: string,
  path: string | undefined,
  given: string,
): Promise<ExitCode> {
  const project = await openProject(ctx);
  const run = runNamed(project, name);
  if (run) return answerRun(ctx, project, run, path, given);
  const story = wholeStory(project, name);
  if (path !== undefined) {
    throw new UserError(ExitCode.usage, `${story.slug} is a story, which asks one question at a time`, {
      why: "It has no path. An answer of several words needs quotes.",
      fix: `agentic-sdlc answer ${story.slug} "…"`,
    });
  }
  const { question } = storyExecution(project, story.id);
  if (question === undefined || question.answer !== undefined) {
    throw new UserError(ExitCode.usage, `${story.slug} has asked nothing`, {
      why: question ? "Its question was answered already." : "No attempt of it ended with a question.",
      fix: `See what it waits for: agentic-sdlc show ${story.slug}`,
    });
  }
  const text = await readAnswer(ctx, given, question.text, `agentic-sdlc answer ${story.slug} "…"`);
  return tell(
    ctx,
    project,
    story,
    { type: "answered", text },
    `answered; ${question.action} goes on with it`,
  );
}

async function answerRun(
  ctx: CommandContext,
  project: Project,
  run: FoundRun,
  asked: string | undefined,
  given: string,
): Promise<ExitCode> {
  const { runId, state } = run;
  // The path alone: the answer was forgotten.
  const forgotten =
    asked === undefined && waitingNodes(state.nodes ?? new Nodes()).find((n) => n.path === given);
  const node = waitingNode(run, "agent", forgotten ? given : asked);
  const text = await readAnswer(ctx, forgotten ? "" : given, node.reason ?? "", nodeRemedy(runId, node));
  return decideNode(ctx, project, run, node.path, { type: "answered", text });
}

/** Throws UserError (exit 2) for one that is empty. */
async function readAnswer(
  ctx: CommandContext,
  given: string,
  question: string,
  fix: string,
): Promise<string> {
  const text = (given === "-" ? await readInput(ctx) : given).trim();
  if (text !== "") return text;
  throw new UserError(ExitCode.usage, "The answer is empty", { why: `It was asked: ${question}`, fix });
}
