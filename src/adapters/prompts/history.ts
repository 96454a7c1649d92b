import type { Attempt, StoryExecution } from "../../domain/execution.ts";
import type { ReviewIssue, Text } from "../../domain/record.ts";
import { bounded, dataBlock } from "./data-block.ts";

type ReadText = (text: Text) => string;

const attemptsTold = 5;
const bytesEach = 2048;

/** What earlier attempts at an action were told and did: the last few, a bounded piece of each. */
export function earlierAttempts(execution: StoryExecution, action: string, readText: ReadText): string {
  const attempts = execution.attempts.filter((a) => a.action === action && a.outcome !== "running");
  const told = attempts.slice(-attemptsTold).map((a) => {
    const output = a.output ? bounded(read(a, readText), bytesEach) : "";
    return `### ${a.action}#${a.attempt}: ${outcomeText(a)}\n${output}`.trim();
  });
  return dataBlock("Earlier attempts at this action:", told.join("\n\n"));
}

/** The review that reopened an action: its text and issues. "" when the last review did not reject. */
export function rejection(execution: StoryExecution, action: string, readText: ReadText): string {
  const review = execution.attempts.findLast((a) => a.outcome === "done" && a.verdict !== undefined);
  const done = execution.attempts.findLast((a) => a.action === action && a.outcome === "done");
  if (review?.verdict !== "rejected" || !done || review.consumed[action] !== done.attempt) return "";
  const issues = (review.issues ?? []).map(issueText).join("\n");
  const text = bounded(read(review, readText), 16 * 1024);
  return dataBlock(
    `The last attempt was rejected (${review.action}#${review.attempt}). Mend every issue; its review:`,
    [issues, text].filter(Boolean).join("\n\n"),
  );
}

/** The checks that failed after the last attempt at an action, with the end of what they printed. */
export function failedChecks(execution: StoryExecution, action: string): string {
  const last = execution.attempts.findLast((a) => a.action === action && a.receipts.length > 0);
  const failed = last?.receipts.filter((r) => r.exitCode !== 0) ?? [];
  const text = failed.map(
    (r) => `$ ${r.command}\n${r.tail.trim()}\n(exit ${r.exitCode ?? "none: out of time"})`,
  );
  return dataBlock(
    "The checks failed after the last attempt. Mend that; what they printed last:",
    text.join("\n\n"),
  );
}

function outcomeText(attempt: Attempt): string {
  switch (attempt.outcome) {
    case "failed":
      return `failed (${attempt.error?.message ?? "unknown"})`;
    case "asked":
      return `asked: ${attempt.question}`;
    case "done":
      return attempt.withdrawn
        ? `done, then taken back: ${attempt.withdrawn.reason}`
        : (attempt.verdict ?? "done");
    default:
      return attempt.outcome;
  }
}

function issueText({ severity, description, file, line, suggestion }: ReviewIssue): string {
  const where = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  return `- ${severity}: ${description}${where}${suggestion ? ` Suggestion: ${suggestion}` : ""}`;
}

function read(attempt: Attempt, readText: ReadText): string {
  if (!attempt.output) return "";
  try {
    return readText(attempt.output).trim();
  } catch {
    // A lost output is no reason not to go on: the digest is a help, not an input.
    return "(its output is lost)";
  }
}
