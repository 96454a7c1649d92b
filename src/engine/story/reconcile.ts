import { UserError } from "../../domain/errors.ts";
import { ExitCode } from "../../domain/exit-code.ts";
import type { RunState } from "../../domain/journal/run-state.ts";
import type { Board } from "../../domain/story/story.ts";
import type { Deps } from "../deps.ts";
import type { RunSession } from "../ports/run-store.ts";
import { unsettled } from "./ended.ts";
import { ref } from "./ref.ts";

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
  for (const [storyId, storyPath] of new Map(run.state.current.map((c) => [c.storyId, c.storyPath]))) {
    const story = board.stories.find(({ id }) => id === storyId);
    const named = { id: storyId, path: storyPath, hash: "", ...story };
    const records = unsettled(run.state, named, deps.executions.read(storyId));
    if (records.length === 0) continue;
    makeLast(deps, storyId);
    await run.record(...records);
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
