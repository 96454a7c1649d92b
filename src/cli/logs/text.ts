import { formatMoment } from "../../adapters/reporters/words.ts";
import type { Standing } from "../../app/view/log/log.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { NodeState } from "../../domain/journal/nodes.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import { attemptRow } from "../story/attempts.ts";
import type { Style } from "../style.ts";
import { spentText } from "./render.ts";

/** How an attempt stands, in one line. */
export interface Outcome {
  readonly text: string;
  readonly tone: keyof Style;
}

/** What an attempt is, and who does it: one line. */
export function titleOf(standing: Standing, now: Date): string {
  if (standing.kind === "node") {
    const { path, agent, kind, since, at } = standing.node;
    return [`${path}#${standing.attempt}`, agent ?? kind, formatMoment(since ?? at, now)].join(" · ");
  }
  const { action, attempt: number, agent, model, startedAt, resumed } = standing.attempt;
  const on = resumed === undefined ? [] : [`going on in session ${resumed}`];
  const by = model === undefined ? agent : `${agent} ${model}`;
  return [`${standing.slug} ${action}#${number}`, by, formatMoment(startedAt, now), ...on].join(" · ");
}

/** How an attempt stands. */
export function outcomeOf(standing: Standing): Outcome {
  const { kind, attempt, inFlight } = standing;
  if (kind === "story") return ofStory(attempt, standing.all, inFlight);
  const { node } = standing;
  if (attempt === node.attempt) return ofNode(node, inFlight);
  return { text: `· followed by attempt ${node.attempt}`, tone: "yellow" };
}

const marks: Partial<Record<Attempt["outcome"], Outcome>> = {
  running: { text: "▶", tone: "cyan" },
  done: { text: "✓", tone: "green" },
  failed: { text: "✗", tone: "red" },
  asked: { text: "?", tone: "yellow" },
};

/** As the attempt's line in `show` has it, with its tokens. */
function ofStory(attempt: Attempt, all: readonly Attempt[], inFlight: boolean): Outcome {
  const [, , outcome, , , detail] = attemptRow(attempt, all, inFlight);
  const known = attempt.outcome === "running" && !inFlight ? undefined : marks[attempt.outcome];
  const { text: mark, tone } = known ?? { text: "·", tone: "yellow" };
  const took = attempt.durationMs === undefined ? "" : formatDuration(attempt.durationMs);
  const parts = [outcome, took, spentText(attempt.usage), detail];
  return { text: `${mark} ${parts.filter(Boolean).join(" · ")}`, tone };
}

function ofNode(node: NodeState, inFlight: boolean): Outcome {
  const { status, said, done, error, reason, durationMs = done?.durationMs ?? said?.durationMs } = node;
  const took = durationMs === undefined ? "" : formatDuration(durationMs);
  const line = (mark: string, text: string, more = "") =>
    `${mark} ${[text, took, spentText(done?.usage ?? said?.usage), more].filter(Boolean).join(" · ")}`;
  switch (status) {
    case "done":
      return { text: line("✓", "done", done?.allowed), tone: "green" };
    case "failed":
      return { text: line("✗", "failed", error && `${error.kind}: ${error.message}`), tone: "red" };
    case "open":
      if (said) return { text: line("·", "to be judged"), tone: "yellow" };
      return inFlight ? { text: "▶ running", tone: "cyan" } : { text: "· killed", tone: "yellow" };
    case "parked":
    case "answered":
      return { text: line("?", "asked", node.asked?.at(-1)?.question), tone: "yellow" };
    default:
      return { text: line("·", status, reason), tone: "yellow" };
  }
}
