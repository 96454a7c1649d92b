import { noExecution } from "../../domain/apply.ts";
import type { AssessedBoard } from "../../domain/assess.ts";
import type { StoryExecution } from "../../domain/execution.ts";
import { type Explanation, explain } from "../../domain/explain.ts";
import { completedActions, type RunState } from "../../domain/run-state.ts";
import type { Board } from "../../domain/story.ts";
import type { RunEvent } from "../../engine/events.ts";
import type { Deps } from "../../engine/ports.ts";
import { stepHash } from "../../engine/step-hash.ts";

type Assessed = AssessedBoard & { board: Board; executions: ReadonlyMap<string, StoryExecution> };

/** What a continued run says before it goes on: what is done, what was interrupted, what will run. */
export function resumingEvent(run: RunState, assessed: Assessed): RunEvent {
  const done = completedActions(run).filter((d) => {
    const attempts = assessed.executions.get(d.storyId)?.attempts ?? [];
    return !attempts.some((a) => a.action === d.action && a.attempt === d.attempt && a.withdrawn);
  });
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
  const toRun = assessed.queue.slice(0, 10).flatMap(({ storyId, slug }) => {
    const open = (assessed.progress.get(storyId) ?? []).filter(
      (s) => s.state === "next" || s.state === "open" || s.state === "to-judge",
    );
    const steps = open.map((s) => s.step).join(", ");
    return steps === "" ? [] : [assessed.queue.length > 1 ? `${slug} (${steps})` : steps];
  });
  return {
    type: "resuming",
    done: done.length,
    skipped: [...new Set(done.map((d) => short(d.path)))],
    interrupted,
    toRun,
  };
}

/** A verdict per action of every story in the selection, and why. */
export function explainAll(
  deps: Pick<Deps, "stories" | "prompts" | "hash" | "workflowOf">,
  assessed: Assessed,
): Explanation[] {
  return assessed.board.stories.flatMap((story) => {
    const decision = assessed.decisions.get(story.id);
    const execution = assessed.executions.get(story.id);
    if (!decision || (!execution && story.status === "done")) return [];
    return explain(
      deps.workflowOf(story),
      story,
      execution ?? noExecution,
      decision,
      todaysHashes(deps, story),
    );
  });
}

/** What an action of `story` would consume today. */
export function todaysHashes(
  deps: Pick<Deps, "stories" | "prompts" | "hash">,
  story: Board["stories"][number],
) {
  return {
    input: deps.stories.inputHash(story),
    prompt: (action: string) => deps.prompts.hash(action),
    step: (step: Parameters<typeof stepHash>[1]) => stepHash(deps, step),
  };
}
