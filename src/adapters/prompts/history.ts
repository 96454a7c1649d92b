import { contextDigest, issueLine } from "../../domain/agent/digest.ts";
import { unreadAnswer } from "../../domain/agent/session.ts";
import { statementsIn } from "../../domain/agent/verdict-statements.ts";
import type { Attempt, StoryExecution } from "../../domain/journal/execution.ts";
import type { Text } from "../../domain/journal/record.ts";
import { bounded } from "../../domain/text/bounded.ts";
import type { Blocks } from "./blocks.ts";
import { whatItDid } from "./did.ts";

type ReadText = (text: Text) => string;

/** What earlier attempts at an action were told and did: the last few, a bounded piece of each. */
export function earlierAttempts(
  blocks: Blocks,
  execution: StoryExecution,
  action: string,
  readText: ReadText,
  attemptDir?: (attempt: Attempt) => string,
): string {
  const digest = contextDigest(execution.attempts, action, (attempt) => {
    const text = read(attempt, readText);
    return text !== "" || attempt.outcome === "done" || !attemptDir ? text : whatItDid(attemptDir(attempt));
  });
  return blocks.data("Earlier attempts at this action, oldest first:", digest);
}

/** The review that reopened an action: its text and issues. "" when the last review did not reject. */
export function rejection(
  blocks: Blocks,
  execution: StoryExecution,
  action: string,
  readText: ReadText,
): string {
  const review = execution.attempts.findLast((a) => a.outcome === "done" && a.verdict !== undefined);
  const done = execution.attempts.findLast((a) => a.action === action && a.outcome === "done");
  // 0: it reviewed what a person had done by hand.
  if (review?.verdict !== "rejected" || review.consumed[action] !== (done?.attempt ?? 0)) return "";
  const issues = (review.issues ?? []).map(issueLine).join("\n");
  const text = bounded(read(review, readText), 16 * 1024);
  return blocks.data(
    `The work was rejected (${review.action}#${review.attempt}). Mend every issue, or say why it is none. The review:`,
    [issues, text].filter(Boolean).join("\n\n") || "(it gave no reason)",
  );
}

/** What was wrong with an answer that could not be read, and that is to be given again; "" where there is none. */
export function unreadable(
  blocks: Blocks,
  { attempts }: StoryExecution,
  action: string,
  before: number,
): string {
  const unread = unreadAnswer(attempts, action, before);
  return blocks.data("What was wrong with it:", bounded(unread?.error?.message ?? "", 2048));
}

/** The checks that failed after the last attempt at an action, with the end of what they printed. */
export function failedChecks(blocks: Blocks, execution: StoryExecution, action: string): string {
  const last = execution.attempts.findLast((a) => a.action === action && a.receipts.length > 0);
  const failed = last?.receipts.filter((r) => r.exitCode !== 0) ?? [];
  const text = failed.map(
    (r) => `$ ${r.command}\n${r.tail.trim()}\n(exit ${r.exitCode ?? "none: out of time"})`,
  );
  return blocks.data(
    "The checks failed after the last attempt. Mend that; what they printed last:",
    text.join("\n\n"),
  );
}

function read(attempt: Attempt, readText: ReadText): string {
  if (!attempt.output) return "";
  try {
    const text = readText(attempt.output).trim();
    // A review's issues are listed beside it; and a prompt that is repeated must state no verdict.
    return attempt.verdict === undefined ? text : statementsIn(text).text;
  } catch {
    // A lost output is no reason not to go on: the digest is a help, not an input.
    return "(its output is lost)";
  }
}
