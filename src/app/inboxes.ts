import { join } from "node:path";
import { mkdirDurable } from "../adapters/files/durable/write.ts";
import { postMessage, readInbox } from "../adapters/files/journal/inbox.ts";
import { type Layout, storyFolder } from "../adapters/files/layout.ts";
import type { PersonMessage } from "../domain/journal/story-record.ts";
import type { PendingMessage } from "../engine/ports/inbox.ts";

/** Where people leave messages for whoever holds a story or a run, now or next. */
export interface Inboxes {
  /** Durable when it returns. Throws NotSavedError. */
  postToStory(storyId: string, message: PersonMessage): void;
  /** As `postToStory`, for a run; returns the message's name. */
  postToRun(runId: string, message: PersonMessage): string;
  /** What waits for a story, oldest first. Reads only. */
  ofStory(storyId: string): readonly PendingMessage[];
}

/** The inboxes of a project, as files. */
export function createInboxes(layout: Layout, now: () => Date): Inboxes {
  const post = (folder: string, message: PersonMessage) => {
    mkdirDurable(folder);
    return postMessage(folder, { ...message, at: now().toISOString() });
  };
  return {
    postToStory: (storyId, message) => void post(storyFolder(layout, storyId), message),
    postToRun: (runId, message) => post(join(layout.runs, runId), message),
    ofStory: (storyId) => readInbox(storyFolder(layout, storyId)).messages,
  };
}
