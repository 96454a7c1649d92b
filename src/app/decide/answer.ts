import { nodeRemedy, waitingNodes } from "../../domain/decide/node/waiting.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { Nodes } from "../../domain/journal/nodes.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import type { Project } from "../open.ts";
import { runNamed } from "../view/find-run.ts";
import { wholeStory } from "../view/find-story.ts";
import { storyExecution } from "../view/story.ts";
import type { Decided } from "./decided.ts";
import { tellStory } from "./message.ts";
import { tellRun, waitingNode } from "./node.ts";

/** An answer: its text, or what reads it once it is known what was asked. */
export type AnswerText = string | (() => Promise<string>);

/**
 * Answers the question that an agent asked: of a story, or of a workflow file's run, where `path` may name the step.
 * Throws UserError (exit 2) where there is no question, or no answer; and NotSavedError.
 */
export async function answer(
  project: Project,
  name: string,
  path: string | undefined,
  given: AnswerText,
): Promise<Decided> {
  const run = runNamed(project, name);
  if (run) return answerRun(project, run, path, given);
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
  const text = await readAnswer(given, question.text, `agentic-sdlc answer ${story.slug} "…"`);
  return tellStory(
    project,
    story,
    { type: "answered", text },
    `answered; ${question.action} goes on with it`,
  );
}

async function answerRun(
  project: Project,
  run: FoundRun,
  asked: string | undefined,
  given: AnswerText,
): Promise<Decided> {
  // The path alone: the answer was forgotten.
  const forgotten =
    asked === undefined && waitingNodes(run.state.nodes ?? new Nodes()).find(({ path }) => path === given);
  const node = waitingNode(run, "agent", forgotten ? forgotten.path : asked);
  const fix = nodeRemedy(run.runId, node);
  const text = await readAnswer(forgotten ? "" : given, node.reason ?? "", fix);
  return tellRun(project, run, node.path, { type: "answered", text });
}

/** Throws UserError (exit 2) for one that is empty. */
async function readAnswer(given: AnswerText, question: string, fix: string): Promise<string> {
  const text = (typeof given === "string" ? given : await given()).trim();
  if (text !== "") return text;
  throw new UserError(ExitCode.usage, "The answer is empty", { why: `It was asked: ${question}`, fix });
}
