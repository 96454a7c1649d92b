import type { Decided, NodeDecided, StoryDecided } from "../../app/decide/decided.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Story } from "../../domain/story/story.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";

/** Says what became of a person's decision: done, or to be taken by the run that holds the story; or nothing to do. */
export function tellDecided(ctx: CommandContext, decided: Decided): ExitCode {
  if (ctx.json) printJson(ctx, jsonOf(decided));
  else for (const line of linesOf(decided)) ctx.stdout.write(`${line}\n`);
  return ExitCode.ok;
}

function jsonOf(decided: Decided): object {
  if (decided.kind === "node") {
    const { runId, path, applied, decision } = decided;
    return { run: runId, path, applied, message: decision };
  }
  const { changed } = decided;
  const story = brief(decided.story);
  if (!changed) return { story, changed, applied: true };
  const { applied, holder, message } = decided;
  return { story, changed, applied, ...(holder ? { holder } : {}), message };
}

function linesOf(decided: Decided): string[] {
  return decided.kind === "node" ? nodeLines(decided) : storyLines(decided);
}

function storyLines(decided: StoryDecided): string[] {
  const { slug } = decided.story;
  if (!decided.changed) return [safeLine(`${slug} ${decided.why}; nothing to do`)];
  const { applied, did, holder } = decided;
  if (applied) return [`✓ ${safeLine(`${slug}: ${did}`)}`];
  const noted = `✓ ${safeLine(`${slug}: noted, and taken by the run that holds it`)}`;
  return holder ? [noted, `  ${safeLine(holder)}`] : [noted];
}

function nodeLines({ runId, path, applied, decision }: NodeDecided): string[] {
  const what = decision.type === "rejected" ? `rejected: ${decision.reason}` : decision.type;
  const then = applied ? `Next: agentic-sdlc run --continue ${runId}` : "The run that is under way takes it.";
  return [`✓ ${safeLine(`${path}: ${what}`)}`, then];
}

function brief({ id, slug, status, blockedReason, flags, path }: Story): object {
  return { id, slug, status, blockedReason: blockedReason ?? null, flags, path };
}
