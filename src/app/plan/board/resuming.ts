import type { QueuedAction } from "../../../domain/decide/story/queue.ts";
import { completedActions, type EndedAction, type RunState } from "../../../domain/journal/run-state.ts";
import type { RunEvent } from "../../../engine/ports/events.ts";
import type { BoardPlan } from "../plan.ts";
import type { Assessed } from "./assessed.ts";

type Going = Pick<BoardPlan, "kept" | "asked">;

/** What a continued run says before it goes on: what is done, what was interrupted, what will run. */
export function resumingEvent(run: RunState, assessed: Assessed, plan: Going): RunEvent {
  const done = completedActions(run).filter((d) => isStill(assessed, d));
  const stories = new Set(done.map((d) => d.storyId));
  const short = (path: string) =>
    stories.size > 1 ? path.replace(/#\d+$/, "") : (path.split("/").at(-1)?.replace(/#\d+$/, "") ?? path);
  const interrupted = [...assessed.executions].flatMap(([storyId, { attempts }]) =>
    attempts.flatMap((a) => {
      const last = attempts.findLast((b) => b.action === a.action) === a;
      const broken = a.outcome === "running" || a.outcome === "interrupted";
      if (!last || !broken || a.runId !== run.runId || !assessed.decisions.has(storyId)) return [];
      return [`${a.action}#${a.attempt}${a.sessionId ? ", going on in its session" : ""}`];
    }),
  );
  return {
    type: "resuming",
    done: done.length,
    skipped: [...new Set(done.map((d) => short(d.path)))],
    interrupted,
    toRun: willRun(run, assessed, plan),
  };
}

/** Whether what a run completed was not taken back; of what no story's journal knows, whether it is done today. */
function isStill({ executions, progress }: Assessed, { storyId, action, attempt }: EndedAction): boolean {
  const known = executions.get(storyId)?.attempts.find((a) => a.action === action && a.attempt === attempt);
  if (known) return !known.withdrawn;
  const today = progress.get(storyId)?.find((s) => s.step === action)?.state;
  return today === undefined || today === "done" || today === "by-hand" || today === "to-accept";
}

/** The actions of the first stories of the queue, as far as they were asked for. */
function willRun(run: RunState, { queue, progress }: Assessed, { kept, asked: { until } }: Going): string[] {
  const named = ({ slug }: QueuedAction, steps: readonly string[]) =>
    steps.length === 0 ? [] : [queue.length > 1 ? `${slug} (${steps.join(", ")})` : steps.join(", ")];
  if (!kept.options.auto) {
    const asked = run.current.at(-1) ?? run.ended.at(-1);
    const one = asked
      ? queue.find((q) => q.storyId === asked.storyId && q.action === asked.action)
      : queue[0];
    return one ? named(one, [one.action]) : [];
  }
  return queue.slice(0, 10).flatMap((entry) => {
    const steps = progress.get(entry.storyId) ?? [];
    const last = steps.findIndex((s) => s.step === until);
    const open = steps.filter(
      ({ state }, i) =>
        (last < 0 || i <= last) && (state === "next" || state === "open" || state === "to-judge"),
    );
    return named(
      entry,
      open.map((s) => s.step),
    );
  });
}
