import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { Attempt } from "../../domain/journal/execution.ts";
import type { EndedAction, RunState } from "../../domain/journal/run-state.ts";
import type { Board } from "../../domain/story/story.ts";
import type { Deps } from "../deps.ts";
import type { RunSession } from "../ports/run-store.ts";
import { endedRecord } from "./ended.ts";
import { ref } from "./log.ts";

/**
 * Brings a continued run's journal up to what the stories' journals say of the attempts it caused: the runner may have
 * died between the two. What is still open there is recovered later. Returns where its stories were that are gone;
 * `finals` are the actions that workflows end with: what comes after them is nobody's loss.
 */
export async function reconcile(
  deps: Deps,
  run: RunSession,
  board: Board,
  finals: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  const missing = missingStories(run.state, board, finals);
  for (const [storyId, storyPath] of missing) {
    deps.reporter.event({ type: "warning", code: "missing", text: `Error: ${missingText(storyPath)}` });
    await endOrphan(deps, storyId);
  }
  for (const current of run.state.current) {
    const story = board.stories.find((s) => s.id === current.storyId);
    const attempt = deps.executions
      .read(current.storyId)
      .attempts.find((a) => a.action === current.action && a.attempt === current.attempt);
    const outcome = attempt && outcomeOf(attempt);
    if (!attempt || !outcome) continue;
    makeLast(deps, current.storyId);
    const { storyId: id, storyPath } = current;
    await run.record(
      endedRecord(story?.path ?? storyPath, attempt, outcome, { id, hash: story?.hash ?? "" }),
    );
  }
  return [...missing.values()];
}

/** What is said of a story that was deleted. */
function missingText(storyPath: string): string {
  return `Story at ${storyPath} no longer exists. Cannot resume.`;
}

/** Why a run of one story cannot go on without it: exit 5. */
export function missingError(runId: string, storyPath: string): UserError {
  return new UserError(ExitCode.noCheckpoint, missingText(storyPath), {
    why: "The run is for this story alone.",
    fix: `Put the file back, or give the run up: agentic-sdlc runs discard ${runId}`,
  });
}

/** Where a run's stories were that are gone (id → path), the ones it took to the end of their workflow aside. */
export function missingStories(
  { ended, current }: RunState,
  board: Board,
  finals: ReadonlySet<string> = new Set(),
): Map<string, string> {
  const missing = new Map<string, string>();
  for (const { storyId, storyPath } of [...ended, ...current]) missing.set(storyId, storyPath);
  for (const { id } of board.stories) missing.delete(id);
  for (const { storyId, action, outcome } of ended)
    if (outcome === "done" && finals.has(action)) missing.delete(storyId);
  const broken = (id: string, path: string) => board.broken.some((b) => b.id === id || b.path === path);
  return new Map([...missing].filter(([id, path]) => !broken(id, path)));
}

/** A dead runner may have left its last records unsynced; opening a journal syncs it. A live holder has done so. */
function makeLast(deps: Deps, storyId: string): void {
  if (deps.executions.holder(storyId) === undefined) deps.executions.open(storyId).release();
}

function outcomeOf(attempt: Attempt): EndedAction["outcome"] | undefined {
  switch (attempt.outcome) {
    case "running":
    case "said":
      return undefined;
    case "done":
      if (!attempt.accepted) return undefined;
      return attempt.verdict === "rejected" ? "rejected" : "done";
    default:
      return attempt.outcome;
  }
}

/** Ends what the attempts of a deleted story left running, and records that they will not be finished. */
async function endOrphan(deps: Deps, storyId: string): Promise<void> {
  if (deps.executions.holder(storyId) !== undefined) return;
  const session = deps.executions.open(storyId);
  try {
    for (const attempt of session.execution.attempts.filter((a) => a.outcome === "running")) {
      await deps.processes.end({ token: attempt.token, pid: attempt.pid, startTime: attempt.pidStartTime });
      await session.record({ ...ref(attempt), type: "interrupted", reason: "its story was deleted" });
    }
  } finally {
    session.release();
  }
}
