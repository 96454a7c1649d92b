import { bounded } from "../text/bounded.ts";

/** Issues as they could be read, and what could not. */
export interface ReadIssues {
  readonly issues: readonly ReviewIssue[];
  /** Empty where everything was readable. */
  readonly problems: readonly string[];
}

const maxIssues = 100;
const maxText = 4096;
const blocking = new Set(["blocker", "blocking", "critical"]);

/**
 * Brings a review's issues into one form: severities in lower case ("unknown" where there is none), a positive
 * line, texts of 4 KiB at most. Nothing, `null` and `[]` are no issues. What has no description is a problem, and so
 * is what is past the 100th.
 */
export function readIssues(value: unknown): ReadIssues {
  if (value === undefined || value === null) return { issues: [], problems: [] };
  if (!Array.isArray(value)) return { issues: [], problems: ["its issues are not a list"] };
  const problems: string[] = [];
  const issues = value.slice(0, maxIssues).flatMap((entry: unknown, at) => {
    const issue = readIssue(entry);
    if (!issue) problems.push(`its issue ${at + 1} has no description`);
    return issue ? [issue] : [];
  });
  if (value.length > maxIssues) problems.push(`it has ${value.length} issues; ${maxIssues} are read`);
  return { issues, problems };
}

/** Whether an issue forbids an approval. */
export function isBlocking(issue: ReviewIssue): boolean {
  return blocking.has(issue.severity);
}

function readIssue(entry: unknown): ReviewIssue | undefined {
  if (typeof entry === "string") return readIssue({ description: entry });
  if (typeof entry !== "object" || entry === null) return undefined;
  const { severity, description, file, line, suggestion } = entry as Record<string, unknown>;
  const said = textOf(description);
  if (said === undefined) return undefined;
  const at = typeof line === "string" ? Number(line) : line;
  const where = textOf(file);
  const advice = textOf(suggestion);
  return {
    severity: textOf(severity)?.toLowerCase() ?? "unknown",
    description: said,
    ...(where !== undefined ? { file: where } : {}),
    ...(typeof at === "number" && Number.isSafeInteger(at) && at > 0 ? { line: at } : {}),
    ...(advice !== undefined ? { suggestion: advice } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? bounded(value.trim(), maxText) : undefined;
}

export interface ReviewIssue {
  readonly severity: string;
  readonly description: string;
  readonly file?: string;
  readonly line?: number;
  readonly suggestion?: string;
}

export type Verdict = "approved" | "rejected";
