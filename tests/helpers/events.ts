import type { AttemptName, RunEvent, RunSummary } from "../../src/engine/ports/events.ts";

export const attempt: AttemptName = {
  path: "story[add-dark-mode]/implement#1",
  storyId: "story-1",
  slug: "add-dark-mode",
  title: "Add dark mode",
  action: "implement",
  attempt: 1,
};

export const summary: RunSummary = {
  runId: "run-1",
  status: "done",
  exitCode: 0,
  reason: "",
  auto: true,
  completed: ["story[add-dark-mode]/implement#1"],
  done: ["add-dark-mode"],
  failed: [],
  held: [],
  left: [],
  interrupted: [],
  durationMs: 680_000,
  costUsd: 1.02,
  checkpointCleared: true,
  next: [],
};

const receipt = { command: "npm test", durationMs: 8_200, tree: null };
const usage = { costUsd: 0.06, inputTokens: 10, outputTokens: 2 };

/** One event of every kind, in an order in which a run may tell them. */
export const everyEvent: readonly RunEvent[] = [
  { type: "run-started", runId: "run-1", scope: "board", continued: true },
  { type: "resuming", done: 2, skipped: ["research", "plan"], interrupted: [], toRun: ["implement"] },
  { type: "note", text: "Note: Found previous checkpoint. Use --continue to resume." },
  { type: "warning", code: "changed", text: "Story content changed since interruption." },
  { type: "attempt-started", agent: "claude", resumed: false, ...attempt },
  { type: "agent", event: { type: "started", pid: 1, startTime: null }, ...attempt },
  { type: "agent", event: { type: "session", sessionId: "s-1" }, ...attempt },
  { type: "agent", event: { type: "tool", name: "Edit", detail: "src/theme.ts" }, ...attempt },
  { type: "agent", event: { type: "text", text: "looking\nat the theme" }, ...attempt },
  { type: "agent", event: { type: "usage", usage: { costUsd: 0.25 } }, ...attempt },
  { type: "agent", event: { type: "notice", text: "transcript is full" }, ...attempt },
  { type: "check-started", command: "npm test", ...attempt },
  {
    type: "check",
    receipt: { ...receipt, exitCode: 1, tail: "1 failing\n\n  at theme.test.ts\n" },
    ...attempt,
  },
  { type: "check", receipt: { ...receipt, exitCode: 0, tail: "" }, ...attempt },
  { type: "restored", keys: ["status"], what: "story", ...attempt },
  {
    type: "attempt-failed",
    message: "overloaded",
    kind: "overloaded",
    usage,
    durationMs: 41_000,
    agent: "claude",
    waitUntil: "2026-01-09T02:10:00Z",
    ...attempt,
  },
  {
    type: "waiting",
    path: attempt.path,
    kind: "overloaded",
    until: "2026-01-09T02:10:00Z",
    message: "busy",
    agent: "claude",
  },
  { type: "attempt-interrupted", reason: "", sessionKept: true, ...attempt },
  { type: "asked", question: "Which theme?", ...attempt },
  { type: "saved", usage, durationMs: 41_000, ranNow: true, ...attempt },
  { type: "story-blocked", storyId: "story-1", slug: "add-dark-mode", reason: "3 failures in a row" },
  { type: "story-done", storyId: "story-1", slug: "add-dark-mode" },
  { type: "stopping", signal: "SIGINT", agent: "claude" },
  { type: "run-ended", ...summary },
];
