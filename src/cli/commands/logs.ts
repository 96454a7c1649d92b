import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  followTranscript,
  readTranscript,
  type TranscriptLine,
  transcriptFile,
} from "../../adapters/agents/transcript.ts";
import { attemptFolder, segment, storyFolder } from "../../adapters/files/layout.ts";
import type { Attempt } from "../../domain/execution.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text.ts";
import type { CommandContext } from "../context.ts";
import type { LogsOptions } from "../definitions/logs.ts";
import { openProject, type Project } from "../project.ts";
import { chooseAttempt } from "../story/choose-attempt.ts";
import { namedStory } from "../story/find.ts";
import { transcriptPrinter } from "../story/transcript-format.ts";
import { storyExecution } from "../view.ts";

const lookAgainMs = 500;

type Named = ReturnType<typeof namedStory>;

/**
 * Prints what an attempt's agent said and did; says so on standard error where there is nothing yet. Throws UserError
 * (exit 2) where there is no attempt of the name that was given.
 */
export async function logs(
  ctx: CommandContext,
  name: string,
  asked: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  const project = await openProject(ctx);
  const story = namedStory(project, name);
  const { attempts } = storyExecution(project, story.id);
  if (attempts.length === 0 && asked === undefined) {
    return tellNothing(ctx, `Nothing was done for ${story.slug} yet: agentic-sdlc run --story ${story.slug}`);
  }
  const attempt = chooseAttempt(story.slug, attempts, asked);
  const print = transcriptPrinter(ctx, attempt, options.raw === true);
  const folder = attemptFolder(segment(attempt.action), attempt.attempt);
  const file = transcriptFile(join(storyFolder(project.layout, story.id), folder));
  const lines = options.follow ? follow(project, story, attempt, file) : kept(project, story, attempt, file);
  if (lines === undefined) {
    const name = `${attempt.action}#${attempt.attempt}`;
    return tellNothing(ctx, `${name} said nothing; how it ended: agentic-sdlc show ${story.slug}`);
  }
  for await (const line of lines) {
    if (!(await print(line))) break;
  }
  return ExitCode.ok;
}

/** Reading is no failure, whatever there is to read. */
function tellNothing(ctx: CommandContext, text: string): ExitCode {
  ctx.stderr.write(`${safeLine(text)}\n`);
  return ExitCode.ok;
}

/** The transcript; where it is gone, what the journal keeps of the attempt's output; undefined where there is neither. */
function kept(
  project: Project,
  story: Named,
  attempt: Attempt,
  file: string,
): Iterable<TranscriptLine> | undefined {
  if (existsSync(file)) return readTranscript(file);
  if (attempt.output === undefined) return undefined;
  const text = project.executions.readText(story.id, attempt.output);
  return text.split("\n").map((line) => ({ at: attempt.endedAt ?? "", stream: "out", text: line }));
}

/** The transcript as it grows, until the attempt has ended or nobody works on the story any more. */
async function* follow(
  project: Project,
  story: Named,
  attempt: Attempt,
  file: string,
): AsyncIterable<TranscriptLine> {
  const ended = new AbortController();
  const timer = setInterval(() => {
    if (!works(project, story, attempt)) ended.abort();
  }, lookAgainMs);
  try {
    if (!works(project, story, attempt)) ended.abort();
    yield* followTranscript(file, ended.signal);
  } finally {
    clearInterval(timer);
  }
}

function works(project: Project, story: Named, { action, attempt }: Attempt): boolean {
  if (project.executions.holder(story.id) === undefined) return false;
  const now = storyExecution(project, story.id).attempts;
  return now.some((a) => a.action === action && a.attempt === attempt && a.outcome === "running");
}
