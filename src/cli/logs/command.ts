import { existsSync } from "node:fs";
import {
  followTranscript,
  readTranscript,
  type TranscriptLine,
  transcriptFile,
} from "../../adapters/agents/transcript/lines.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { openProject } from "../project.ts";
import { runNamed } from "../run/find.ts";
import { namedStory } from "../story/find.ts";
import type { LogsOptions } from "./definition.ts";
import type { Log } from "./log.ts";
import { nodeLog } from "./node.ts";
import { logPrinter } from "./printer.ts";
import { storyLog } from "./story.ts";

const lookAgainMs = 500;

/**
 * Prints what an attempt's agent said and did, of a story or of a workflow file's run, or what a command there wrote;
 * says so on standard error where there is nothing yet. Throws UserError (exit 2) where there is no attempt of the name that was given.
 */
export async function logs(
  ctx: CommandContext,
  name: string,
  asked: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  const project = await openProject(ctx);
  const run = runNamed(project, name);
  if (run) return print(ctx, nodeLog(project, run, asked, ctx.now()), options);
  const story = namedStory(project, name);
  const log = storyLog(project, story, asked, ctx.now());
  if (log) return print(ctx, log, options);
  return tellNothing(ctx, `Nothing was done for ${story.slug} yet: agentic-sdlc run --story ${story.slug}`);
}

async function print(ctx: CommandContext, log: Log, options: LogsOptions): Promise<ExitCode> {
  const printer = logPrinter(ctx, log, options.raw === true);
  const file = transcriptFile(log.attemptDir);
  const lines = options.follow ? follow(log, file) : kept(log, file);
  if (lines === undefined) {
    const { text } = log.outcome();
    return tellNothing(ctx, `${log.path} said nothing (${text}); more of it: ${log.more}`);
  }
  if (!(await printer.head(log))) return ExitCode.ok;
  for await (const line of lines) {
    if (!(await printer.line(line))) return ExitCode.ok;
  }
  await printer.end(log.outcome());
  return ExitCode.ok;
}

/** Reading is no failure, whatever there is to read. */
function tellNothing(ctx: CommandContext, text: string): ExitCode {
  ctx.stderr.write(`${safeLine(text)}\n`);
  return ExitCode.ok;
}

/** The transcript; where there is none, what the journal keeps of the attempt's output; undefined without either. */
function kept(log: Log, file: string): Iterable<TranscriptLine> | undefined {
  if (existsSync(file)) return readTranscript(file);
  const lines = log.written().flatMap(({ stream, text }) => {
    return text.split("\n").map((line): TranscriptLine => ({ at: log.endedAt, stream, text: line }));
  });
  return lines.length === 0 ? undefined : lines;
}

/** The transcript as it grows, until the attempt has ended or nobody works on it any more. */
async function* follow(log: Log, file: string): AsyncIterable<TranscriptLine> {
  const ended = new AbortController();
  const timer = setInterval(() => {
    if (!log.works()) ended.abort();
  }, lookAgainMs);
  try {
    if (!log.works()) ended.abort();
    yield* followTranscript(file, ended.signal);
    // A command has no transcript: what it wrote is there when it has ended.
    if (!existsSync(file)) yield* kept(log, file) ?? [];
  } finally {
    clearInterval(timer);
  }
}
