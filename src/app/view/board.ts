import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import type { HeldStory, QueuedAction, StepProgress } from "../../domain/decide/story/queue.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import { doneCount, isUnfinished } from "../../domain/journal/run-state.ts";
import { type Board, type BrokenStory, type Status, type Story, statuses } from "../../domain/story/story.ts";
import type { FoundRun, UnusableCheckpoint } from "../../engine/ports/run-store.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import type { Project } from "../open.ts";
import { statusText } from "./run.ts";
import { scopeText } from "./scope-text.ts";

/** A story as the board shows it. */
export interface StoryLine {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: number;
  readonly type: string;
  readonly epic?: string;
  readonly labels: readonly string[];
  readonly assignee?: string;
  readonly path: string;
  readonly updated: string;
  readonly progress: readonly StepProgress[];
  /** Why it is not queued. */
  readonly held?: Omit<HeldStory, "storyId" | "slug">;
}

/** An unfinished run as the board shows it. */
export interface RunLine {
  readonly runId: string;
  readonly scope: string;
  readonly status: string;
  readonly completedActions: number;
  readonly savedAt: string;
  /** Who holds it now. */
  readonly holder?: string;
  /** What to type to go on with it; not while somebody holds it. */
  readonly continue?: string;
}

/** The board as plain data: what `status --json` prints, and what the pictures of it are made of. */
export interface BoardReport {
  readonly counts: Readonly<Record<Status, number>>;
  /** In the order of each column. */
  readonly stories: readonly StoryLine[];
  /** Done stories that are not in `stories`. */
  readonly doneNotShown: number;
  readonly broken: readonly BrokenStory[];
  /** What would run, in order. */
  readonly next: readonly QueuedAction[];
  readonly unfinishedRuns: readonly RunLine[];
  readonly unusableCheckpoints: readonly UnusableCheckpoint[];
}

/** Everything `status` shows, as one reading found it. */
export interface BoardView {
  readonly board: Board;
  readonly assessment: AssessedBoard;
  /** By story id; a story nothing was done for has none. */
  readonly executions: ReadonlyMap<string, StoryExecution>;
  readonly unfinished: readonly FoundRun[];
  readonly unusable: readonly UnusableCheckpoint[];
}

/** Reads and assesses the whole board. Writes nothing. */
export function viewBoard(project: Project): BoardView {
  const { board, executions, ...assessment } = assessNow(project, {});
  const { runs, unusable } = project.runs.unfinished();
  return { board, assessment, executions, unfinished: runs, unusable };
}

const latestDone = 10;

/** Puts the board together for showing. Pure. */
export function boardReport(view: BoardView, all: boolean): BoardReport {
  const { board, assessment, executions, unfinished, unusable } = view;
  const held = new Map(assessment.held.map((h) => [h.storyId ?? "", h]));
  const columns = new Map<Status, Story[]>(statuses.map((status) => [status, []]));
  for (const story of board.stories) columns.get(story.status)?.push(story);
  for (const [status, stories] of columns) stories.sort(status === "done" ? byRecency : byUrgency);
  const counts = Object.fromEntries([...columns].map(([status, { length }]) => [status, length]));
  const done = columns.get("done") ?? [];
  const shownDone = all ? done : done.slice(0, latestDone);
  columns.set("done", shownDone);
  return {
    counts: counts as BoardReport["counts"],
    stories: [...columns.values()].flat().map((story) => {
      const read = executions.has(story.id);
      return storyLine(story, assessment.progress.get(story.id) ?? [], held.get(story.id), read);
    }),
    doneNotShown: done.length - shownDone.length,
    broken: board.broken,
    next: assessment.queue,
    unfinishedRuns: runLines(unfinished),
    unusableCheckpoints: unusable,
  };
}

function storyLine(
  story: Story,
  progress: readonly StepProgress[],
  held: HeldStory | undefined,
  read: boolean,
): StoryLine {
  const { id, slug, title, status, priority, type, epic, labels, assignee, path, updated } = story;
  // The journal of a settled story is not read: whether a person or an agent did it is not known here.
  const known =
    read || status !== "done" ? progress : progress.map(({ step }) => ({ step, state: "done" as const }));
  const line = {
    id,
    slug,
    title,
    status,
    priority,
    type,
    epic,
    labels,
    assignee,
    path,
    updated,
    progress: known,
  };
  if (!held) return line;
  const { kind, reason, until } = held;
  return { ...line, held: { kind, reason, ...(until ? { until } : {}) } };
}

function runLines(runs: readonly FoundRun[]): RunLine[] {
  const open = runs.filter((run) => isUnfinished(run.status));
  return open.map(({ runId, scope, status, state, savedAt, holder }) => ({
    runId,
    scope: scopeText(scope),
    status: statusText(status, holder !== undefined),
    completedActions: doneCount(state),
    savedAt,
    ...(holder === undefined
      ? { continue: `agentic-sdlc run --continue${open.length > 1 ? ` ${runId}` : ""}` }
      : { holder }),
  }));
}

function byUrgency(a: Story, b: Story): number {
  return a.priority - b.priority || compare(a.created, b.created) || compare(a.id, b.id);
}

function byRecency(a: Story, b: Story): number {
  return compare(b.updated, a.updated) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
