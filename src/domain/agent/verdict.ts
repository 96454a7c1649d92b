import type { ReviewIssue, Verdict } from "./review-issues.ts";
import { isBlocking, readIssues } from "./review-issues.ts";
import { statementsIn, verdictOf } from "./verdict-statements.ts";

/** What an agent gave beside its output, in its result file. */
export interface GivenVerdict {
  readonly verdict?: Verdict;
  readonly issues?: readonly ReviewIssue[];
}

/** A review that could be read; or why it could not. */
export type ParsedVerdict =
  | { readonly verdict: Verdict; readonly issues: readonly ReviewIssue[] }
  | { readonly problem: string };

/**
 * Reads a review's verdict: what was given beside the output, else the JSON object at its end, else its last line
 * `VERDICT: approved` or `VERDICT: rejected`. Whatever else the output states must agree. Fails closed: an approval that
 * is contradicted, unclear, or stands beside a blocking issue, is a problem; so is a review without a verdict. A
 * rejection stands even where parts of it cannot be read.
 */
export function parseVerdict(output: string, given: GivenVerdict = {}): ParsedVerdict {
  const { last, json, others, unclear } = statementsIn(output);
  const own = given.verdict === undefined ? undefined : verdictOf(given.verdict);
  if (given.verdict !== undefined && own === undefined) {
    return problem(`its result gives a verdict that is neither approved nor rejected`);
  }
  const verdict = own ?? json?.verdict ?? last;
  if (verdict === undefined) {
    return problem(unclear.length > 0 ? `${unclear[0]} is not a verdict` : "it gives no verdict at its end");
  }
  const all = [own, json?.verdict, last, ...others].filter((v) => v !== undefined);
  if (all.some((v) => v !== verdict)) return problem("it says both approved and rejected");
  const read = [readIssues(given.issues), readIssues(json?.issues)];
  const issues = read[given.issues === undefined ? 1 : 0]!.issues;
  if (verdict === "rejected") return { verdict, issues };
  if (unclear.length > 0) return problem(`it says approved, but also ${unclear[0]}`);
  const unread = read.flatMap((r) => r.problems)[0];
  if (unread !== undefined) return problem(`it says approved, but ${unread}`);
  const blocker = read.flatMap((r) => r.issues).find(isBlocking);
  if (blocker) return problem(`it says approved, but has a ${blocker.severity} issue`);
  return { verdict, issues };
}

function problem(why: string): ParsedVerdict {
  return { problem: `unreadable review: ${why}` };
}
