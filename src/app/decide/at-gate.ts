import type { Project } from "../open.ts";
import { runNamed } from "../view/find-run.ts";
import { wholeStory } from "../view/find-story.ts";
import type { Decided } from "./decided.ts";
import { openGate } from "./gate.ts";
import { tellStory } from "./message.ts";
import { tellRun } from "./node.ts";

/**
 * Opens the gate that a story, or a workflow file's run, waits at. Throws UserError (exit 2) where it waits at none, or at
 * another than was asked for; and NotSavedError.
 */
export async function approve(project: Project, name: string, asked?: string): Promise<Decided> {
  const run = runNamed(project, name);
  if (run) return tellRun(project, run, asked, { type: "approved" });
  const story = wholeStory(project, name);
  const gate = openGate(project, story, asked);
  return tellStory(project, story, { type: "approved", gate }, `${gate} is approved`);
}

/**
 * Refuses at the gate that a story waits at: its action is done again; or a run's: it fails. Throws as `approve` does.
 */
export async function reject(
  project: Project,
  name: string,
  asked: string | undefined,
  reason: string,
): Promise<Decided> {
  const run = runNamed(project, name);
  if (run) return tellRun(project, run, asked, { type: "rejected", reason });
  const story = wholeStory(project, name);
  const gate = openGate(project, story, asked);
  return tellStory(project, story, { type: "rejected", gate, reason }, `${gate} is done again: ${reason}`);
}
