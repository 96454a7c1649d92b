import { formatDuration } from "../../domain/text/duration.ts";

const gerunds: Readonly<Record<string, string>> = {
  refine: "Refining",
  research: "Researching",
  plan: "Planning",
  implement: "Implementing",
  review: "Reviewing",
};

/** What an action is called while it runs: `Refining`; an action of one's own is `Running deploy`. */
export function gerund(action: string): string {
  return gerunds[action] ?? `Running ${action}`;
}

/** USD as people read it: `$0.06`; `<$0.01` for less than a cent; never invented where none was reported. */
export function formatCost(usd: number | null): string {
  if (usd === null) return "cost not reported";
  return usd > 0 && usd < 0.005 ? "<$0.01" : `$${usd.toFixed(2)}`;
}

/** `  0:41  $0.06`, with its leading spaces; the cost is left out where the agent reported none. */
export function timeAndCost(durationMs: number, costUsd: number | null): string {
  return `  ${formatDuration(durationMs)}${costUsd === null ? "" : `  ${formatCost(costUsd)}`}`;
}

/** The last part of a path: `story[add-dark-mode]/implement#1` is `implement#1`. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Why a run waits: `rate limited by claude`. */
export function waitReason(kind: string, agent: string | undefined): string {
  switch (kind) {
    case "rate_limit":
      return agent === undefined ? "rate limited" : `rate limited by ${agent}`;
    case "overloaded":
      return `${agent ?? "the agent"} is overloaded`;
    case "network":
      return `${agent ?? "the agent"} has no network`;
    default:
      return kind;
  }
}

/** `going on at 06:12 (in 4:31)` */
export function goingOn(until: string, now: Date): string {
  const left = Date.parse(until) - now.getTime();
  return `going on at ${formatMoment(until, now)} (in ${formatDuration(Math.max(0, Math.ceil(left / 1000) * 1000))})`;
}

/** How long a command took: `8 s`, and from a minute on `1:12`. */
export function formatSeconds(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : formatDuration(ms);
}

/** A moment (ISO 8601) on the local clock, with its date where that is not `now`'s: `06:30`, `2026-01-09 06:30`. */
export function formatMoment(iso: string, now: Date): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const two = (n: number) => String(n).padStart(2, "0");
  const date = (d: Date) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  return date(moment) === date(now) ? time : `${date(moment)} ${time}`;
}
