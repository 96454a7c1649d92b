import type { PersonMessage } from "../../domain/journal/story-record.ts";
import type { Story } from "../../domain/story/story.ts";
import { LeaseHeldError } from "../../engine/ports/lease.ts";
import { noRun } from "../../engine/run/no-run.ts";
import type { StoryContext } from "../../engine/story/context.ts";
import { housekeep } from "../../engine/story/housekeep.ts";
import { drainInbox } from "../../engine/story/inbox.ts";
import { decideNow } from "../../engine/story/turn.ts";
import type { Project } from "../open.ts";
import { wire } from "../wire.ts";
import type { StoryChanged } from "./decided.ts";

/**
 * Tells a story what a person decided: through its inbox, so that a run which holds the story takes it, and applied at
 * once where nobody does. Throws NotSavedError.
 */
export async function tellStory(
  project: Project,
  story: Story,
  message: PersonMessage,
  did: string,
): Promise<StoryChanged> {
  project.inboxes.postToStory(story.id, message);
  const told = { kind: "story", changed: true, message, did } as const;
  try {
    return { ...told, applied: true, story: await applyMessages(project, story) };
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    const holder = project.executions.holder(story.id);
    return { ...told, applied: false, story, ...(holder ? { holder } : {}) };
  }
}

async function applyMessages(project: Project, story: Story): Promise<Story> {
  const deps = wire(project);
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
