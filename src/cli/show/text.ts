import { formatCost, formatMoment } from "../../adapters/reporters/words.ts";
import type { StoryReport } from "../../app/view/story.ts";
import type { StepProgress } from "../../domain/decide/story/queue.ts";
import { remedy } from "../../domain/decide/story/remedy.ts";
import type { Story } from "../../domain/story/story.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { safeLine, safeText } from "../../domain/text/safe.ts";
import { attemptReport, attemptRow, totals } from "../story/attempts.ts";
import { holdWord } from "../story/hold.ts";
import { mark } from "../story/marks.ts";
import type { Style } from "../style.ts";
import { cut, table } from "../table.ts";

interface Look {
  /** Columns of a line; 0 cuts nothing. */
  readonly width: number;
  readonly style: Style;
  readonly now: Date;
}

/** `show`, for people. */
export function storyText(report: StoryReport, { width, style, now }: Look): string[] {
  const { story, sections } = report;
  const blocks = [
    [style.bold(cut(`${safeLine(story.slug)}  ${safeLine(story.title)}`, width))],
    table(fields(story, report.workflow), "  ", width),
    progressLines(report, style),
    [
      ...(report.holder ? [cut(`Running: ${safeLine(report.holder)}`, width)] : []),
      ...heldLines(report, now),
      ...nextLines(report).map((line) => cut(line, width)),
    ],
    dependencyLines(report).map((line) => cut(line, width)),
    attemptLines(report, width, style),
    sections.length > 0 ? [cut(`Sections: ${sections.map(safeLine).join(", ")}`, width)] : [],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, at) => (at === 0 ? block : ["", ...block]));
}

function fields(story: Story, workflow: string): string[][] {
  const flags = Object.entries(story.flags).flatMap(([name, value]) => (value ? [name] : []));
  const rows: [string, string | undefined][] = [
    ["status", story.status],
    ["priority", String(story.priority)],
    ["type", story.type],
    ["epic", story.epic],
    ["labels", story.labels.join(", ")],
    ["assignee", story.assignee],
    ["effort", story.effort],
    ["workflow", workflow],
    ["flags", flags.join(", ")],
    ["branch", story.branch],
    ["pull request", story.prUrl],
    ["last error", story.lastError],
    ["created", story.created],
    ["updated", story.updated],
    ["id", story.id],
    ["file", story.path],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, value]] : []));
}

function progressLines({ progress }: StoryReport, style: Style): string[] {
  const width = Math.max(0, ...progress.map(({ step }) => step.length));
  return progress.map((step) =>
    `  ${mark(step, style)} ${step.step.padEnd(width)}  ${stepText(step)}`.trimEnd(),
  );
}

function stepText({ state, step, attempt }: StepProgress): string {
  switch (state) {
    case "done":
      return `${step}#${attempt}`;
    case "by-hand":
      return "by hand";
    case "to-accept":
      return `${step}#${attempt}, accepted by the next run`;
    case "running":
      return `${step}#${attempt} runs`;
    case "to-judge":
      return `${step}#${attempt} has finished, judged by the next run`;
    case "next":
      return `next: ${step}#${attempt}`;
    case "open":
      return "";
  }
}

/** What holds it up, whole: a question that is cut cannot be answered. */
function heldLines({ held }: StoryReport, now: Date): string[] {
  if (!held || held.kind === "leased") return [];
  const until = held.until ? ` (until ${formatMoment(held.until, now)})` : "";
  const [first, ...more] = safeText(held.reason).trim().split("\n");
  const reason = [`${capital(holdWord(held.kind))}: ${first}${until}`, ...more.map((line) => `  ${line}`)];
  const type = remedy(held);
  return [
    ...reason.map((line) => line.trimEnd()),
    ...(type ? [`  → ${type}`] : []),
    ...(held.kind === "gate" ? [`  → agentic-sdlc reject ${held.slug} --reason "…"`] : []),
  ];
}

function nextLines({ story, next, pendingMessages }: StoryReport): string[] {
  const lines: string[] = [];
  if (next) {
    lines.push(`Next: ${next.action}#${next.attempt} (${safeLine(next.reason)})`);
    lines.push(`  → agentic-sdlc run --story ${safeLine(story.slug)}`);
  }
  if (pendingMessages > 0) {
    const some = pendingMessages === 1 ? "1 message waits" : `${pendingMessages} messages wait`;
    lines.push(`Inbox: ${some} for the next run`);
  }
  return lines;
}

function dependencyLines({ dependencies }: StoryReport): string[] {
  if (dependencies.length === 0) return [];
  return [
    `Depends on: ${dependencies.map(({ name, status }) => `${safeLine(name)} (${status})`).join(", ")}`,
  ];
}

function attemptLines(
  { story, execution, limits, holder }: StoryReport,
  width: number,
  style: Style,
): string[] {
  const { attempts, calls, costUsd } = execution;
  if (attempts.length === 0) return [];
  const all = totals(attempts);
  const rows = attempts.map((attempt) => attemptRow(attempt, attempts, holder !== undefined));
  return [
    style.bold(`Attempts: ${attempts.length}, ${formatDuration(all.durationMs)}, ${formatCost(all.costUsd)}`),
    ...table(rows, "  ", width),
    `Used of the story's allowance: ${calls} of ${limits.calls} calls, ${formatCost(costUsd)} of ${formatCost(limits.costPerStory)}`,
    `What was said: agentic-sdlc logs ${safeLine(story.slug)}`,
  ];
}

/** `show --json`. */
export function storyJson(report: StoryReport): object {
  const { story, execution, limits, ...rest } = report;
  const { attempts, calls, costUsd, failures, rejections, question, approved, notes, wait } = execution;
  const all = totals(attempts);
  return {
    story,
    ...rest,
    attempts: attempts.map(attemptReport),
    totals: { ...all, attempts: attempts.length },
    allowance: {
      calls,
      callsLimit: limits.calls,
      costUsd,
      costUsdLimit: limits.costPerStory,
      failures,
      rejections,
    },
    question,
    approved,
    notes,
    wait,
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
