import type { Attempt } from "../journal/execution.ts";
import { bounded } from "../text/bounded.ts";
import type { ReviewIssue } from "./review-issues.ts";

const attemptsTold = 5;
const bytesEach = 2048;

/**
 * What the last five attempts at an action were told and did, oldest first, at most 2 KiB of each. `attempts` are all of
 * the story's, in order; `textOf` gives an attempt's output. "" where there is none to tell of.
 */
export function contextDigest(
  attempts: readonly Attempt[],
  action: string,
  textOf: (attempt: Attempt) => string,
): string {
  const told = attempts.filter((a) => a.action === action && a.outcome !== "running").slice(-attemptsTold);
  return told.map((attempt) => entry(attempt, attempts, textOf)).join("\n\n");
}

/** One issue of a review, as a list item. */
export function issueLine({ severity, description, file, line, suggestion }: ReviewIssue): string {
  const where = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  return `- ${severity}: ${description}${where}${suggestion ? ` Suggestion: ${suggestion}` : ""}`;
}

function entry(attempt: Attempt, all: readonly Attempt[], textOf: (attempt: Attempt) => string): string {
  const reasons = toldTo(attempt, all);
  const lines = [
    `### ${attempt.action}#${attempt.attempt}: ${outcomeText(attempt)}`,
    ...(reasons.length > 0 ? [`It was told of: ${reasons.join("; ")}`] : []),
    ...attempt.receipts.map((r) => `The check \`${r.command}\` ${checkOutcome(r.exitCode)}.`),
    ...(attempt.restored.length > 0
      ? [`What it changed and must not was put back: ${attempt.restored.join(", ")}`]
      : []),
    ...(attempt.issues ?? []).map(issueLine),
    textOf(attempt).trim(),
  ];
  return bounded(lines.filter(Boolean).join("\n"), bytesEach);
}

/** What an attempt began with that the ones before it did not. */
function toldTo(attempt: Attempt, all: readonly Attempt[]): string[] {
  const own = all.indexOf(attempt);
  const last = all.slice(0, own).findLastIndex((a) => a.action === attempt.action);
  const before = all[last];
  if (!before) return [];
  const rejection = all.slice(last + 1, own).findLast((a) => a.verdict === "rejected");
  const failed = before.receipts
    .filter((r) => r.exitCode !== 0)
    .map((r) => `the failed check \`${r.command}\``);
  return [
    ...(rejection ? [`the rejection ${rejection.action}#${rejection.attempt}`] : []),
    ...(before.withdrawn && !rejection ? [bounded(before.withdrawn.reason, 300)] : []),
    ...failed,
    ...(before.outcome === "asked" ? ["the answer to its question"] : []),
  ];
}

function outcomeText(attempt: Attempt): string {
  switch (attempt.outcome) {
    case "failed":
      return `failed (${attempt.error?.message ?? "unknown"})`;
    case "asked":
      return `asked: ${attempt.question}`;
    case "interrupted":
      return attempt.kept === undefined
        ? "interrupted"
        : `interrupted; git keeps what it left as ${attempt.kept}`;
    case "done":
      return attempt.withdrawn
        ? `done, then taken back: ${attempt.withdrawn.reason}`
        : (attempt.verdict ?? "done");
    default:
      return attempt.outcome;
  }
}

function checkOutcome(exitCode: number | null): string {
  return exitCode === 0 ? "passed" : exitCode === null ? "did not end in its time" : `exited ${exitCode}`;
}
