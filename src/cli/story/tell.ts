import { ExitCode } from "../../domain/exit-code.ts";
import type { PersonMessage } from "../../domain/journal/story-record.ts";
import type { Story } from "../../domain/story/story.ts";
import { safeLine } from "../../domain/text/safe.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../json.ts";
import { type Sent, sendMessage } from "../people.ts";
import type { Project } from "../project.ts";

/**
 * Gives a story a person's message and says what became of it: done, or to be taken by the run that holds the story.
 * `did` completes the sentence `add-dark-mode: …`. Throws NotSavedError.
 */
export async function tell(
  ctx: CommandContext,
  project: Project,
  story: Story,
  message: PersonMessage,
  did: string,
): Promise<ExitCode> {
  report(ctx, await sendMessage(ctx, project, story, message), message, did);
  return ExitCode.ok;
}

/** Says that there was nothing to do: the story is as asked. */
export function nothingToDo(ctx: CommandContext, story: Story, why: string): ExitCode {
  if (ctx.json) printJson(ctx, { story: brief(story), changed: false, applied: true });
  else ctx.stdout.write(`${safeLine(`${story.slug} ${why}; nothing to do`)}\n`);
  return ExitCode.ok;
}

function report(ctx: CommandContext, sent: Sent, message: PersonMessage, did: string): void {
  const { applied, story, holder } = sent;
  if (ctx.json) {
    printJson(ctx, { story: brief(story), changed: true, applied, ...(holder ? { holder } : {}), message });
  } else if (applied) {
    ctx.stdout.write(`✓ ${safeLine(`${story.slug}: ${did}`)}\n`);
  } else {
    ctx.stdout.write(`✓ ${safeLine(`${story.slug}: noted, and taken by the run that holds it`)}\n`);
    if (holder) ctx.stdout.write(`  ${safeLine(holder)}\n`);
  }
}

function brief({ id, slug, status, blockedReason, flags, path }: Story): object {
  return { id, slug, status, blockedReason: blockedReason ?? null, flags, path };
}
