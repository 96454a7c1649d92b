import type { WentOn } from "../../domain/agent/session.ts";
import type { HeldStory } from "../../domain/decide/story/queue.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import type { RunSummary } from "../../engine/ports/events.ts";
import { formatCost, lastPart } from "./words.ts";

/** Stories and actions named one by one in a summary; what is beyond is counted. */
const most = 20;

const complete = "✓ Workflow complete. Checkpoint cleared.";
const leftToPeople =
  "Checkpoint cleared. What is left needs a person; the next run goes on from the stories.";

/**
 * The end of a run, as the morning needs it: what is done, failed, blocked, waiting and left, time, cost, and what to
 * type next. A run for one action (neither `auto` nor continued) says only what went wrong, or why there was nothing to
 * do, and what comes next.
 */
export function formatSummary(summary: RunSummary, continued: boolean): string[] {
  const held = summary.held.filter((story) => story.kind !== "unselected");
  const blocked = held.filter((story) => story.kind === "blocked" || story.kind === "broken");
  const waiting = held.filter((story) => !blocked.includes(story));
  // A story that failed in this run, and is blocked for it, was named already.
  const untold = ({ slug, reason }: HeldStory) =>
    !summary.failed.some((f) => f.message === reason && f.path.startsWith(`story[${slug}]`));
  const brief = !summary.auto && !continued;
  const idle = summary.completed.length === 0 && summary.failed.length === 0;
  const cleared = !brief && summary.checkpointCleared && summary.status === "done";
  return [
    ...(cleared ? [summary.exitCode === 0 ? complete : leftToPeople] : []),
    ...ending(summary, idle),
    ...(brief ? [] : [counts(summary, blocked.length, waiting.length)]),
    ...(brief ? [] : some(summary.done.map((slug) => `  ✓ ${slug}: done`))),
    ...some((summary.wentOn ?? []).map(wentOnLine)),
    ...some(summary.failed.map((failure) => `  ✗ ${failure.path}: ${failure.message}`)),
    ...(brief && !idle ? [] : some([...blocked.filter(untold), ...waiting].map(heldLine))),
    ...(summary.fix === undefined ? [] : [`  → ${summary.fix}`]),
    ...Object.entries(summary.outputs ?? {}).flatMap(([name, value]) => output(name, value)),
    ...next(summary),
  ];
}

function output(name: string, value: unknown): string[] {
  const lines = (typeof value === "string" ? value : JSON.stringify(value)).trimEnd().split("\n");
  return lines.length === 1 ? [`${name}: ${lines[0]}`] : [`${name}:`, ...lines.map((line) => `  ${line}`)];
}

/** Why the run ended as it did, where that is not plain from what was told before. */
function ending({ runId, status, reason }: RunSummary, idle: boolean): string[] {
  if (reason === "") return [];
  if (status === "done") return idle ? [reason] : [];
  return [`Run ${runId} ${status}: ${reason}`];
}

function counts(summary: RunSummary, blocked: number, waiting: number): string {
  const cost = formatCost(summary.costUsd);
  const parts = [
    `done ${summary.outputs ? summary.completed.length : summary.done.length}`,
    `failed ${summary.failed.length}`,
    `blocked ${blocked}`,
    `waiting ${waiting}`,
    `left ${summary.left.length}`,
  ];
  return `Summary: ${parts.join(" · ")} · ${formatDuration(summary.durationMs)} · ${cost}`;
}

/** That what was paid for before an interruption was not paid for again. */
function wentOnLine({ path, sessionId, beforeUsd, afterUsd }: WentOn & { path: string }): string {
  const costs =
    beforeUsd === null && afterUsd === null
      ? "no cost reported"
      : `${formatCost(beforeUsd)} before, ${formatCost(afterUsd)} after`;
  return `  ↪ ${lastPart(path)} went on in session ${sessionId}: ${costs}`;
}

function heldLine(story: HeldStory): string {
  const mark = story.kind === "blocked" || story.kind === "broken" ? "✗" : "…";
  return `  ${mark} ${story.slug} (${story.kind}): ${story.reason}`;
}

function some(lines: string[]): string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `  and ${lines.length - most} more`];
}

function next(summary: RunSummary): string[] {
  const label = /\s--continue\b/.test(summary.next[0]?.command ?? "") ? "Continue:" : "Next:";
  return summary.next.map(({ command, why }, index) => {
    const head = index === 0 ? label : " ".repeat(label.length);
    return `${head} ${command}${why === "" ? "" : ` (${why})`}`;
  });
}
