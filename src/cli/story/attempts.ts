import { formatCost } from "../../adapters/reporters/words.ts";
import { totalCost } from "../../domain/agent/cost.ts";
import { wentOn } from "../../domain/agent/session.ts";
import { scriptAgent } from "../../domain/journal/apply.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { safeLine } from "../../domain/text/safe.ts";

const untold: ReadonlySet<string> = new Set([
  ...["token", "pid", "pidStartTime", "owned", "consumed", "output", "tree", "treeBefore", "ownFiles"],
  ...["storyHash", "inputHash", "stepHash", "promptHash"],
]);

/** An attempt as `show --json` prints it: without its output, and without what only the runner can use. */
export function attemptReport(attempt: Attempt): object {
  return Object.fromEntries(Object.entries(attempt).filter(([key]) => !untold.has(key)));
}

/** A line of the attempts' table: what, by whom, how it ended, how long, how dear, and what was wrong. */
export function attemptRow(attempt: Attempt, all: readonly Attempt[], inFlight: boolean): string[] {
  const { action, attempt: number, agent, model, durationMs, usage } = attempt;
  return [
    `${action}#${number}`,
    model ? `${agent} ${model}` : agent,
    outcomeText(attempt, inFlight),
    durationMs === undefined ? "" : formatDuration(durationMs),
    usage?.costUsd == null ? "" : formatCost(usage.costUsd),
    [detail(attempt), session(attempt, all)].filter(Boolean).join("; "),
  ];
}

function outcomeText({ outcome, verdict, withdrawn, accepted }: Attempt, inFlight: boolean): string {
  switch (outcome) {
    case "running":
      return inFlight ? "running" : "killed";
    case "said":
      return "to be judged";
    case "done":
      if (withdrawn) return "taken back";
      if (verdict) return verdict;
      return accepted ? "done" : "done, to be accepted";
    default:
      return outcome;
  }
}

function detail({ error, withdrawn, question, issues, receipts, outcome, sessionId }: Attempt): string {
  if (error) return `${error.kind}: ${error.message}`;
  if (withdrawn) return withdrawn.reason;
  if (outcome === "asked" && question) return question;
  if (issues && issues.length > 0) return `${issues.length} issue${issues.length === 1 ? "" : "s"}`;
  const failed = receipts.find((receipt) => receipt.exitCode !== 0);
  if (failed) return `${failed.command}: exit ${failed.exitCode ?? "none, ended"}`;
  if (receipts.length > 0) return receipts.map((receipt) => `✓ ${receipt.command}`).join(", ");
  return outcome === "interrupted" && sessionId ? "session kept" : "";
}

/** That an attempt went on in an interrupted session, and what was not paid again. */
function session(attempt: Attempt, all: readonly Attempt[]): string {
  const on = wentOn(all, attempt);
  if (!on) return "";
  const before = on.beforeUsd === null ? "" : ` (${formatCost(on.beforeUsd)} before)`;
  return `went on in session ${safeLine(on.sessionId)}${before}`;
}

/** What all attempts of a story took. */
export function totals(attempts: readonly Attempt[]): {
  readonly durationMs: number;
  readonly costUsd: number | null;
} {
  return {
    durationMs: attempts.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0),
    costUsd: totalCost(attempts.filter((a) => a.agent !== scriptAgent).map((a) => a.usage)),
  };
}
