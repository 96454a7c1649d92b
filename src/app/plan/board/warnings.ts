import type { FoundRun } from "../../../engine/ports/run-store.ts";
import type { Warning } from "../warnings.ts";
import type { Assessed } from "./assessed.ts";

/** What does not match between a run of the board and today: its stories, and what defines the work on them. Pure. */
export function boardWarnings(
  { state }: FoundRun,
  { board, executions, decisions }: Assessed,
  definitionsHash: string,
): Warning[] {
  const changed = board.stories.filter((story) => {
    const execution = executions.get(story.id);
    const known = execution?.storyHash;
    if (!execution || known === undefined || known === story.hash || !decisions.has(story.id)) return false;
    // The tool may have died between writing the story and recording that it did.
    return !execution.attempts.some((a) => a.outcome === "done" && !a.accepted);
  });
  const stories = changed.map(({ slug }): Warning => {
    const text = `Story content changed since interruption. Proceeding with current state. (${slug})`;
    return { code: "story", text };
  });
  if (state.workflow.hash === definitionsHash) return stories;
  const text =
    "The workflow, or a prompt, changed since this run started. What is done stays done; the rest uses today's.";
  return [...stories, { code: "workflow", text }];
}
