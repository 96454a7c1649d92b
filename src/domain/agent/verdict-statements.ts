import { fencedBlocks, type MarkdownLine, markdownLines } from "../markdown/lines.ts";
import type { Verdict } from "./review-issues.ts";

/** What a review's output says about its verdict. */
export interface Statements {
  /** The verdict of the very last line, where that has the agreed form. */
  readonly last?: Verdict;
  /** The JSON object at the end, where there is one. */
  readonly json?: { readonly verdict?: Verdict; readonly issues: unknown; readonly findings?: string };
  /** Every other verdict that is stated, to be held against those two. */
  readonly others: readonly Verdict[];
  /** What looks like a verdict and cannot be read as one. */
  readonly unclear: readonly string[];
  /** The output without its last line and its JSON: the review for people. */
  readonly text: string;
}

/** The whole line, and nothing else on it: a sentence about approval is not one. */
const agreed = /^\s*VERDICT:\s*(approved|rejected)\s*$/i;
const stated = /^[\s*_#`+-]*verdict[\s*_`]*:(.*)$/i;

/** The verdict a word is, in any case. */
export function verdictOf(word: unknown): Verdict | undefined {
  const lower = typeof word === "string" ? word.trim().toLowerCase() : "";
  return lower === "approved" || lower === "rejected" ? lower : undefined;
}

/**
 * Finds what an output states. Lines in code and in quotations (`>`) state nothing: they may be the prompt's, the
 * story's, or another review's.
 */
export function statementsIn(output: string): Statements {
  const lines = markdownLines(output);
  let end = withoutBlankEnd(lines, lines.length);
  const final = lines[end - 1];
  const last = final && !final.fenced ? verdictOf(agreed.exec(final.text)?.[1]) : undefined;
  if (last) end = withoutBlankEnd(lines, end - 1);
  const others: Verdict[] = [];
  const unclear: string[] = [];
  for (const line of lines.slice(0, end)) note(line, others, unclear);
  const found = jsonAtEnd(lines, end, output);
  for (const { info, text } of fencedBlocks(output)) {
    if (text === found?.raw || !/"verdict"\s*:/.test(text) || !/^(json\w*)?$/.test(info)) continue;
    const read = readObject(text);
    if (read?.verdict) others.push(read.verdict);
    else unclear.push("a JSON block with a verdict that cannot be read");
  }
  const json = found && readObject(found.raw);
  if (found && json && "verdict" in json && json.verdict === undefined)
    unclear.push("the verdict in its JSON");
  // Agents that are held to a schema give the review's words inside it.
  const inner = json?.findings === undefined ? undefined : statementsIn(json.findings);
  others.push(
    ...[inner?.last, inner?.json?.verdict, ...(inner?.others ?? [])].filter((v) => v !== undefined),
  );
  unclear.push(...(inner?.unclear ?? []));
  const rest = lines.slice(0, found ? found.from : end).map((line) => line.text);
  const text = [rest.join("\n").trim(), inner?.text].filter(Boolean).join("\n\n");
  return { last, json, others, unclear, text };
}

function note(line: MarkdownLine, others: Verdict[], unclear: string[]): void {
  if (line.fenced) return;
  const rest = stated.exec(line.text)?.[1];
  if (rest === undefined) return;
  const verdict = verdictOf(rest.replace(/[*_`."'!]/g, ""));
  if (verdict) others.push(verdict);
  else unclear.push(`\`${line.text.trim().slice(0, 80)}\``);
}

/** The JSON that the lines up to `end` close with: a fenced block, or an object that begins a line. */
function jsonAtEnd(
  lines: readonly MarkdownLine[],
  end: number,
  output: string,
): { raw: string; from: number } | undefined {
  const block = fencedBlocks(output).find((b) => b.to === end && b.closed);
  if (block) return readObject(block.text) ? { raw: block.text, from: block.from } : undefined;
  // Bounded, as every try reads to the end: an output may be megabytes of lines that begin with a brace.
  const starts = lines.flatMap((line, at) =>
    at < end && !line.fenced && line.text.startsWith("{") ? [at] : [],
  );
  for (const from of starts.slice(-20)) {
    const raw = lines
      .slice(from, end)
      .map((line) => line.text)
      .join("\n");
    if (readObject(raw)) return { raw, from };
  }
  return undefined;
}

/** A JSON object with a verdict or issues. `verdict` is present but undefined where it is none, or is given twice. */
function readObject(raw: string): { verdict?: Verdict; issues: unknown; findings?: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { verdict, issues, findings } = value as Record<string, unknown>;
  if (verdict === undefined) return issues === undefined ? undefined : { issues };
  const words = typeof findings === "string" ? { findings } : {};
  // JSON.parse takes the last of several: an answer that gives two has given none.
  const twice = (raw.match(/"verdict"\s*:/g) ?? []).length > 1;
  return { verdict: twice ? undefined : verdictOf(verdict), issues, ...words };
}

function withoutBlankEnd(lines: readonly MarkdownLine[], end: number): number {
  let at = end;
  while (at > 0 && lines[at - 1]!.text.trim() === "") at--;
  return at;
}
