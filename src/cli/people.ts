import { mkdirDurable } from "../adapters/files/durable/write.ts";
import { postMessage } from "../adapters/files/journal/inbox.ts";
import { storyFolder } from "../adapters/files/layout.ts";
import type { PersonMessage } from "../domain/journal/story-record.ts";
import type { Story } from "../domain/story/story.ts";
import { LeaseHeldError } from "../engine/ports/lease.ts";
import { noRun } from "../engine/run/no-run.ts";
import type { StoryContext } from "../engine/story/context.ts";
import { housekeep } from "../engine/story/housekeep.ts";
import { drainInbox } from "../engine/story/inbox.ts";
import { decideNow } from "../engine/story/turn.ts";
import type { CommandContext } from "./context.ts";
import type { Project } from "./project.ts";
import { silent, wire } from "./run/wire.ts";

/** What became of a message. */
export interface Sent {
  /** False: a run holds the story, and takes the message when it can. */
  readonly applied: boolean;
  readonly holder?: string;
  /** The story after it. */
  readonly story: Story;
}

/**
 * Tells a story what a person decided: through its inbox, so that a run which holds the story takes it, and applied at
 * once where nobody does. Throws NotSavedError.
 */
export async function sendMessage(
  ctx: CommandContext,
  project: Project,
  story: Story,
  message: PersonMessage,
): Promise<Sent> {
  const folder = storyFolder(project.layout, story.id);
  mkdirDurable(folder);
  postMessage(folder, { ...message, at: ctx.now().toISOString() });
  try {
    return { applied: true, story: await applyMessages(ctx, project, story) };
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    const holder = project.executions.holder(story.id);
    return { applied: false, story, ...(holder ? { holder } : {}) };
  }
}

async function applyMessages(ctx: CommandContext, project: Project, story: Story): Promise<Story> {
  const deps = await wire(ctx, project, { reporter: silent });
  const session = project.executions.open(story.id);
  try {
    const context: StoryContext = { deps, run: noRun, session, workflow: project.workflowOf(story), story };
    const board = { stories: [story], broken: [], layout: "flat" as const };
    // What is done but not accepted is accepted first: the message is about what the person saw as done.
    for (const item of decideNow(context, board).housekeeping) {
      if (item.kind === "accept") await housekeep(context, item);
    }
    await drainInbox(context, () => decideNow(context, board));
    return context.story;
  } finally {
    session.release();
  }
}
