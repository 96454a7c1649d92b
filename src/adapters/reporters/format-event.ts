import { safeText } from "../../domain/text/safe.ts";
import type { RunEvent } from "../../engine/ports/events.ts";
import { formatCheck } from "./format-check.ts";
import { agentLines, formatNodeEvent } from "./format-node-event.ts";
import { formatSummary } from "./format-summary.ts";
import { gerund, goingOn, lastPart, timeAndCost, waitReason } from "./words.ts";

/** Longer texts of agents and checks are cut: the whole is in `agentic-sdlc logs`. */
const longest = 400;

/** What an event's lines depend on besides the event. */
export interface Moment {
  /** Tells today from other days. */
  readonly now: Date;
  /** The run goes on with an earlier one. */
  readonly continued: boolean;
}

/** `formatEvent` for a run's events in their order. */
export function narrator(now: () => Date): (event: RunEvent) => string[] {
  let continued = false;
  return (event) => {
    if (event.type === "run-started") continued = event.continued;
    return formatEvent(event, { now: now(), continued });
  };
}

/**
 * The lines that tell a person about an event, without colours, control characters or line ends; none for an event
 * that is only of passing interest. The [contract] texts of a run come from here.
 */
export function formatEvent(event: RunEvent, moment: Moment): string[] {
  return describe(event, moment).map((line) => clip(safeText(line).replace(/\s*[\n\t]\s*/g, " ")));
}

function describe(event: RunEvent, { now, continued }: Moment): string[] {
  switch (event.type) {
    case "run-started":
      return event.continued ? [] : [`Run ${event.runId} (${event.scope})`];
    case "note":
      return event.text.split("\n");
    case "warning":
      return [`⚠ ${event.text}`];
    case "resuming":
      return resuming(event);
    case "attempt-started": {
      const resumed = event.resumed ? ", going on in its session" : "";
      return [`${gerund(event.action)} "${event.slug}"… ${event.agent}, attempt ${event.attempt}${resumed}`];
    }
    case "agent":
      return agentLines(event.event);
    case "check-started":
      return [];
    case "check":
      return formatCheck(event.receipt);
    case "attempt-failed": {
      const spent = timeAndCost(event.durationMs, event.usage.costUsd);
      const failed = `  ✗ ${lastPart(event.path)} failed (${event.kind}): ${clip(event.message)}${spent}`;
      return [failed, ...howOn(event)];
    }
    case "attempt-interrupted":
      return [interrupted(event)];
    case "asked":
      return [`  ? ${event.question}`, `    agentic-sdlc answer ${event.slug} "…"`];
    case "restored": {
      const what = event.what === "git" ? "in git" : "in the story";
      return [`  ⚠ Put back what the agent changed ${what}: ${event.keys.join(", ")}`];
    }
    case "saved":
      return [saved(event)];
    case "story-blocked":
      return [`✗ ${event.slug} is blocked: ${event.reason}`];
    case "story-done":
      return [`✓ ${event.slug}: done`];
    case "waiting":
      return [
        `  … ${capital(waitReason(event.kind, event.agent))}; ${goingOn(event.until, now)}: ${event.message}`,
      ];
    case "stopping": {
      const again = event.signal === "SIGINT" ? "(Ctrl+C again: at once)" : `(${event.signal})`;
      return [`Stopping ${event.agent ?? "the run"}… ${again}`];
    }
    case "run-ended":
      return formatSummary(event, continued);
    default:
      return formatNodeEvent(event);
  }
}

function resuming(event: Extract<RunEvent, { type: "resuming" }>): string[] {
  const list = (head: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${head} ${names.join(", ")}`];
  return [
    `⟳ Resuming workflow from checkpoint (${event.done} actions already done)`,
    ...list("⊘ Skipping completed actions:", event.skipped),
    ...list("  Interrupted:", event.interrupted),
    ...list("  To run:", event.toRun),
  ];
}

/** What is done about a failure, where that is not just another try. */
function howOn({ retry, turnTo, agent }: Extract<RunEvent, { type: "attempt-failed" }>): string[] {
  if (turnTo !== undefined) return [`    ${turnTo} is asked instead of ${agent ?? "it"}`];
  if (retry === "repair") return ["    its answer is asked for once more, in its session"];
  return retry === "anew" ? ["    its session is unknown: it starts anew"] : [];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function interrupted(event: Extract<RunEvent, { type: "attempt-interrupted" }>): string {
  const kept = event.sessionKept ? "session and work kept" : "work kept";
  const reason = event.reason === "" ? "" : ` (${event.reason})`;
  return `Interrupted: ${lastPart(event.path)}${reason}; ${kept}; nothing is running.`;
}

function saved(event: Extract<RunEvent, { type: "saved" }>): string {
  const verdict = event.verdict ? `${event.verdict}  ` : "";
  const spent = event.ranNow
    ? timeAndCost(event.durationMs, event.usage.costUsd)
    : "  (ran earlier, accepted now)";
  return `  ${verdict}✓ Progress saved (completed: ${event.action})${spent}`;
}

function clip(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
