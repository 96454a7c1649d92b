import { noExecution } from "../../src/domain/journal/apply.ts";
import type { Attempt, StoryExecution } from "../../src/domain/journal/execution.ts";
import type { Story } from "../../src/domain/story/story.ts";

/** A story as a file would give it. */
export function aStory(over: Partial<Story> = {}): Story {
  const slug = over.slug ?? "add-dark-mode";
  return {
    id: `id-${slug}`,
    slug,
    path: `.agentic-sdlc/stories/${slug}.md`,
    title: "Add dark mode",
    priority: 3,
    status: "ready",
    type: "feature",
    created: "2026-01-08",
    updated: "2026-01-09",
    labels: [],
    dependencies: [],
    flags: {},
    body: "# Add dark mode\n",
    hash: "0",
    ...over,
  };
}

/** An attempt that was done and accepted. */
export function anAttempt(over: Partial<Attempt> = {}): Attempt {
  const { action = "implement", attempt = 1 } = over;
  return {
    action,
    attempt,
    path: `story[add-dark-mode]/${action}#${attempt}`,
    runId: "run-1",
    agent: "mine",
    token: "secret-token",
    startedAt: "2026-01-09T02:00:00Z",
    endedAt: "2026-01-09T02:00:41Z",
    outcome: "done",
    accepted: true,
    consumed: {},
    owned: {},
    storyHash: "0",
    inputHash: "0",
    stepHash: "0",
    promptHash: "0",
    usage: { costUsd: 0.06 },
    durationMs: 41_000,
    receipts: [],
    restored: [],
    ...over,
  };
}

/** A story's execution with these attempts. */
export function anExecution(
  attempts: readonly Attempt[],
  over: Partial<StoryExecution> = {},
): StoryExecution {
  return { ...noExecution, attempts, calls: attempts.length, ...over };
}
