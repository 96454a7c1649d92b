import type { ReviewIssue, Verdict } from "./record.ts";

/** A review that could be read. */
export interface ReadVerdict {
  readonly verdict: Verdict;
  readonly issues: readonly ReviewIssue[];
}

/** What a review's output may hold besides its text: what the agent reported in a structured way. */
export interface GivenVerdict {
  readonly verdict?: Verdict;
  readonly issues?: readonly ReviewIssue[];
}

/**
 * Reads a review's verdict: as the agent reported it, from the JSON object its output ends with, or from its last line
 * `VERDICT: approved|rejected`. Fails closed: none, several that differ, or an approval that names a blocking issue is a
 * problem, never an approval.
 */
export function parseVerdict(
  output: string,
  given: GivenVerdict = {},
): ReadVerdict | { readonly problem: string } {
  const lines = output.trimEnd().split("\n");
  const spoken = verdictLine(lines.at(-1) ?? "");
  const json = lastJson((spoken === undefined ? lines : lines.slice(0, -1)).join("\n"));
  const named = json === undefined ? undefined : verdictOf(json.verdict);
  if (json?.verdict !== undefined && named === undefined)
    return { problem: "the review's JSON has an unknown verdict" };
  const found = [given.verdict, named, spoken].filter((v) => v !== undefined);
  if (found.length === 0) return { problem: "the review has no readable verdict" };
  if (new Set(found).size > 1)
    return { problem: `the review says both ${[...new Set(found)].join(" and ")}` };
  const verdict = found[0]!;
  const issues = given.issues ?? issuesOf(json?.issues);
  const blocking = issues.find((i) => /^(blocker|blocking|critical)$/i.test(i.severity));
  if (verdict === "approved" && blocking) {
    return {
      problem: `the review approves, and names a ${blocking.severity} issue: ${blocking.description}`,
    };
  }
  return { verdict, issues };
}

/** The whole line, nothing else on it: a sentence about approval is not one. */
function verdictLine(line: string): Verdict | undefined {
  const [, word] = /^\s*VERDICT:\s*(approved|rejected)\s*$/i.exec(line) ?? [];
  return verdictOf(word?.toLowerCase());
}

function verdictOf(value: unknown): Verdict | undefined {
  return value === "approved" || value === "rejected" ? value : undefined;
}

/** The JSON object that a text ends with, bare or in a fenced block. */
function lastJson(text: string): { verdict?: unknown; issues?: unknown } | undefined {
  const end = text.replace(/\s*```\s*$/, "").trimEnd();
  if (!end.endsWith("}")) return undefined;
  for (
    let start = end.lastIndexOf("{");
    start >= 0;
    start = start === 0 ? -1 : end.lastIndexOf("{", start - 1)
  ) {
    const value = parse(end.slice(start));
    // An object inside the one that is meant (an issue, say) has no verdict: look further out.
    if (value && ("verdict" in value || "issues" in value)) return value;
    if (end.length - start > 256 * 1024) return undefined;
  }
  return undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function issuesOf(value: unknown): ReviewIssue[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item): ReviewIssue[] => {
    if (typeof item === "string") return [{ severity: "unknown", description: item }];
    if (typeof item !== "object" || item === null) return [];
    const { severity, description, file, line, suggestion } = item as Record<string, unknown>;
    if (typeof description !== "string") return [];
    return [
      {
        severity: typeof severity === "string" ? severity : "unknown",
        description,
        ...(typeof file === "string" ? { file } : {}),
        ...(typeof line === "number" && Number.isInteger(line) && line > 0 ? { line } : {}),
        ...(typeof suggestion === "string" ? { suggestion } : {}),
      },
    ];
  });
}
