import { basename, join } from "node:path";
import { type AgentError, type ErrorKind, errorKinds } from "../../../domain/agent/error.ts";
import type { ReviewIssue, Verdict } from "../../../domain/agent/review-issues.ts";
import { needObject, readBounded } from "../../files/bounded.ts";
import { replaceFile } from "../../files/durable/write.ts";
import { type Fields, fieldsOf, isAmount, isString } from "../json/fields.ts";
import type { ReportedUsage } from "../usage/reported.ts";

/** What a command agent may write to AGENTIC_SDLC_RESULT_FILE; every key is optional. */
export interface ResultFile {
  readonly output?: string;
  readonly verdict?: Verdict;
  readonly issues?: readonly ReviewIssue[];
  readonly question?: string;
  readonly usage?: ReportedUsage;
  readonly sessionId?: string;
  readonly error?: AgentError;
}

/** The result file in an attempt's folder. */
export const resultFile = (attemptDir: string) => join(attemptDir, "result.json");

const maxBytes = 16 * 1024 * 1024;

/**
 * Reads a result file; never throws. `problem` names the file (without its folder: it ends up in the story) and the
 * first thing that is wrong with it; `said` holds what is right, because what was spent was spent. Unknown keys are
 * ignored, `null` is absent, everything else must be of its type. No file says nothing.
 */
export function readResultFile(file: string): { readonly said: ResultFile; readonly problem?: string } {
  try {
    const text = readBounded(file, maxBytes);
    if (text === undefined) return { said: {} };
    const problems: string[] = [];
    const said = resultOf(fieldsOf(needObject(text), (problem) => problems.push(problem)));
    return problems.length === 0 ? { said } : { said, problem: `${basename(file)}: ${problems[0]}` };
  } catch (error) {
    return { said: {}, problem: `${basename(file)}: ${(error as Error).message}` };
  }
}

/** Masks what a program has written there: it stays on the disk. Never throws: it is read, and masked, anyway. */
export function maskResultFile(file: string, mask: (text: string) => string): void {
  try {
    const text = readBounded(file, maxBytes);
    const masked = text === undefined ? text : mask(text);
    if (masked !== undefined && masked !== text) replaceFile(file, masked, 0o600);
  } catch {
    // What cannot be read holds nothing of ours; what cannot be written is told where it matters.
  }
}

/** The result a cassette or a result file holds; what is wrong is told to its reader. */
export function resultOf(fields: Fields): ResultFile {
  const [usage, error] = [fields.inside("usage"), fields.inside("error")];
  return {
    output: fields.get("output", isString, "a string"),
    verdict: fields.get("verdict", isVerdict, '"approved" or "rejected"'),
    issues: fields.items("issues")?.map(issueOf),
    question: fields.get("question", isString, "a string"),
    usage: usage && usageOf(usage),
    sessionId: fields.get("sessionId", isString, "a string"),
    error: error && errorOf(error),
  };
}

const isVerdict = (value: unknown): value is Verdict => value === "approved" || value === "rejected";
const isKind = (value: unknown): value is ErrorKind => errorKinds.some((kind) => kind === value);

function issueOf(fields: Fields): ReviewIssue {
  return {
    severity: fields.need("severity", isString, "a string") ?? "",
    description: fields.need("description", isString, "a string") ?? "",
    file: fields.get("file", isString, "a string"),
    line: fields.get("line", isAmount, "a number"),
    suggestion: fields.get("suggestion", isString, "a string"),
  };
}

function usageOf(fields: Fields): ReportedUsage {
  return {
    inputTokens: fields.get("inputTokens", isAmount, "a number, 0 or more"),
    outputTokens: fields.get("outputTokens", isAmount, "a number, 0 or more"),
    costUsd: fields.get("costUsd", isAmount, "a number, 0 or more"),
  };
}

function errorOf(fields: Fields): AgentError {
  const kind = fields.get("kind", isString, "a string");
  const retryAfter = fields.get("retryAfter", isAmount, "a number of seconds, 0 or more");
  return {
    // `check` is the runner's own; a kind of a later version is still an error.
    kind: isKind(kind) && kind !== "check" ? kind : "unknown",
    message:
      fields.get("message", isString, "a string") ?? `the agent reported an error: ${kind ?? "unknown"}`,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
