import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Board } from "../../domain/story/story.ts";
import { formatDuration } from "../../domain/text/duration.ts";
import type { FoundRun } from "../../engine/ports/run-store.ts";
import { version } from "../version.ts";
import type { RunOptions } from "./definition.ts";
import type { Start } from "./start.ts";

export interface Warning {
  readonly code: "age" | "story" | "workflow" | "tool" | "checkpoint";
  readonly text: string;
}

/** What a run is compared with when it is continued. */
export interface Today {
  readonly now: Date;
  readonly maxAgeMs: number;
  readonly workflowHash: string;
  readonly toolVersion: string;
  readonly assessed: AssessedBoard & { board: Board; executions: ReadonlyMap<string, StoryExecution> };
}

/** What does not match between a run that is continued and this moment. */
export function warningsNow(
  { ctx, project, deps, assessed }: Pick<Start, "ctx" | "project" | "deps" | "assessed">,
  run: FoundRun,
): Warning[] {
  return warningsOf(run, {
    now: ctx.now(),
    maxAgeMs: project.config.checkpoint.maxAge,
    workflowHash: deps.definitionsHash,
    toolVersion: version,
    assessed,
  });
}

/** `--strict`, without `--force-continue`: throws UserError exit 2 on any warning. */
export function refuseIfStrict(options: RunOptions, run: FoundRun, warnings: readonly Warning[]): void {
  if (warnings.length === 0 || !options.strict || options.forceContinue) return;
  throw new UserError(ExitCode.usage, `Run ${run.runId} does not match, and --strict was given`, {
    why: warnings.map((w) => w.text).join("\n"),
    fix: "See what would run: agentic-sdlc run --continue --explain",
  });
}

/** What does not match between a run that is continued and today. Pure. */
export function warningsOf(run: FoundRun, today: Today): Warning[] {
  const warnings: Warning[] = [];
  if (run.rebuilt !== undefined) {
    warnings.push({
      code: "checkpoint",
      text: `The checkpoint could not be read (${run.rebuilt}); rebuilt from the journal.`,
    });
  }
  const age = today.now.getTime() - Date.parse(run.savedAt);
  if (age > today.maxAgeMs) {
    warnings.push({
      code: "age",
      text: `Checkpoint is old: last saved ${run.savedAt}, ${formatDuration(age)} ago.`,
    });
  }
  for (const story of today.assessed.board.stories) {
    const execution = today.assessed.executions.get(story.id);
    const known = execution?.storyHash;
    if (!execution || known === undefined || known === story.hash || !today.assessed.decisions.has(story.id))
      continue;
    // The tool may have died between writing the story and recording that it did.
    if (execution.attempts.some((a) => a.outcome === "done" && !a.accepted)) continue;
    const text = `Story content changed since interruption. Proceeding with current state. (${story.slug})`;
    warnings.push({ code: "story", text });
  }
  if (run.state.workflow.hash !== today.workflowHash) {
    const text =
      "The workflow, or a prompt, changed since this run started. What is done stays done; the rest uses today's.";
    warnings.push({ code: "workflow", text });
  }
  if (run.state.toolVersion !== "" && run.state.toolVersion !== today.toolVersion) {
    const text = `This run was started by agentic-sdlc ${run.state.toolVersion}; this is ${today.toolVersion}.`;
    warnings.push({ code: "tool", text });
  }
  return warnings;
}
