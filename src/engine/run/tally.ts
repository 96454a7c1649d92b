import type { WentOn } from "../../domain/agent/session.ts";
import { isWithin } from "../../domain/journal/path.ts";
import type { Turn } from "../story/turn.ts";

/** What an invocation has come to so far. */
export class Tally {
  /** Actions that came to their end in this invocation: done, asked, or blocked. */
  actions = 0;
  readonly completed: string[] = [];
  readonly failed: { path: string; message: string }[] = [];
  readonly interrupted: string[] = [];
  readonly storiesDone = new Set<string>();
  /** Story id → action, for each that came to its end. */
  readonly ended: { storyId: string; action: string }[] = [];
  /** Attempts that went on in an interrupted session. */
  readonly wentOn: ({ path: string } & WentOn)[] = [];
  costUnknown = false;

  /** Counts a turn. `blocked`: why the story is blocked after it, if it is. */
  add(storyId: string, path: string, turn: Turn, blocked: string | undefined): void {
    // What was interrupted has rarely said yet what it cost.
    if (turn.costUnknown || turn.outcome === "interrupted") this.costUnknown = true;
    if (turn.outcome === "interrupted") this.interrupted.push(path);
    if (turn.outcome === "done" || turn.outcome === "rejected") this.completed.push(path);
    if (turn.outcome === "failed" && blocked !== undefined) this.failed.push({ path, message: blocked });
    const over =
      turn.outcome === "failed"
        ? blocked !== undefined
        : turn.outcome !== undefined && turn.outcome !== "interrupted";
    if (!over || turn.action === undefined) return;
    this.actions++;
    this.ended.push({ storyId, action: turn.action });
  }

  /** What failed in a node may fail, or counts no more: it is tried again. */
  excuse(path: string): void {
    const left = this.failed.filter((failure) => !isWithin(failure.path, path));
    this.failed.splice(0, this.failed.length, ...left);
  }
}
