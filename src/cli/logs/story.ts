import { join } from "node:path";
import { attemptFolder, segment, storyFolder } from "../../adapters/files/layout.ts";
import { formatMoment } from "../../adapters/reporters/words.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import type { Project } from "../project.ts";
import { attemptRow } from "../story/attempts.ts";
import { chooseAttempt } from "../story/choose-attempt.ts";
import { storyExecution } from "../view.ts";
import type { Log, Outcome } from "./log.ts";
import { spentText } from "./render.ts";

/**
 * The log of an attempt at a story's action: the one that was asked for, else the latest. undefined where nothing was done
 * and nothing asked for. Throws UserError (exit 2) where there is none of that name.
 */
export function storyLog(
  project: Project,
  story: { readonly slug: string; readonly id: string },
  asked: string | undefined,
  now: Date,
): Log | undefined {
  const { attempts } = storyExecution(project, story.id);
  if (attempts.length === 0 && asked === undefined) return undefined;
  const chosen = chooseAttempt(story.slug, attempts, asked);
  const { action, attempt: number } = chosen;
  const read = () => storyExecution(project, story.id).attempts;
  const today = (all: readonly Attempt[]) =>
    all.find((a) => a.action === action && a.attempt === number) ?? chosen;
  const isHeld = () => project.executions.holder(story.id) !== undefined;
  return {
    path: chosen.path,
    title: titleOf(story.slug, chosen, now),
    attemptDir: join(storyFolder(project.layout, story.id), attemptFolder(segment(action), number)),
    endedAt: chosen.endedAt ?? "",
    more: `agentic-sdlc show ${story.slug}`,
    works: () => isHeld() && today(read()).outcome === "running",
    outcome() {
      const all = read();
      return outcomeOf(today(all), all, isHeld());
    },
    written: () =>
      chosen.output === undefined
        ? []
        : [{ stream: "out", text: project.executions.readText(story.id, chosen.output) }],
  };
}

function titleOf(slug: string, attempt: Attempt, now: Date): string {
  const { action, attempt: number, agent, model, startedAt, resumed } = attempt;
  const on = resumed === undefined ? [] : [`going on in session ${resumed}`];
  const by = model === undefined ? agent : `${agent} ${model}`;
  return [`${slug} ${action}#${number}`, by, formatMoment(startedAt, now), ...on].join(" · ");
}

const marks: Partial<Record<Attempt["outcome"], Outcome>> = {
  running: { text: "▶", tone: "cyan" },
  done: { text: "✓", tone: "green" },
  failed: { text: "✗", tone: "red" },
  asked: { text: "?", tone: "yellow" },
};

/** As the attempt's line in `show` has it, with its tokens. */
function outcomeOf(attempt: Attempt, all: readonly Attempt[], inFlight: boolean): Outcome {
  const [, , outcome, , , detail] = attemptRow(attempt, all, inFlight);
  const known = attempt.outcome === "running" && !inFlight ? undefined : marks[attempt.outcome];
  const { text: mark, tone } = known ?? { text: "·", tone: "yellow" };
  const took = attempt.durationMs === undefined ? "" : formatDuration(attempt.durationMs);
  const parts = [outcome, took, spentText(attempt.usage), detail];
  return { text: `${mark} ${parts.filter(Boolean).join(" · ")}`, tone };
}
