import type { Config } from "../../config/config.ts";
import type { StoryWorkflow } from "../../definition/story/definition.ts";
import type { StoryExecution } from "../../journal/execution.ts";
import type { Board, Story } from "../../story/story.ts";
import { boardDecider } from "./board.ts";
import type { Decision } from "./decision.ts";
import type { HeldStory, QueuedAction, StepProgress } from "./queue.ts";
import { pathOf } from "./queue.ts";
import { rank } from "./standing.ts";

/** What the assessor says of a board. */
export interface Assessment {
  readonly queue: readonly QueuedAction[];
  readonly held: readonly HeldStory[];
  /** By story id. */
  readonly progress: ReadonlyMap<string, readonly StepProgress[]>;
}

/** Which part of the board a run may touch. Everything absent selects everything. */
export interface Selection {
  readonly storyId?: string;
  readonly epic?: string;
  /** Stories of this status, and those the run has begun with: it moves them on itself. */
  readonly status?: string;
  readonly label?: string;
  /** Only this action. */
  readonly action?: string;
  /** Nothing after this action. */
  readonly until?: string;
}

/** What the assessor looks at. */
export interface AssessInput {
  readonly board: Board;
  readonly executions: ReadonlyMap<string, StoryExecution>;
  /** The story's workflow; a story whose workflow cannot be found is not given here (it is broken). */
  readonly workflowOf: (story: Story) => StoryWorkflow;
  readonly config: Pick<Config, "limits" | "gates">;
  readonly now: Date;
  readonly selection?: Selection;
  /** Story id → who holds it, for stories leased to another live runner. */
  readonly leased?: ReadonlyMap<string, string>;
  /** Ids of stories this runner works on at this moment. */
  readonly inFlight?: ReadonlySet<string>;
  /** Paths whose interrupted attempts belong to the continued run: they go first. */
  readonly continued?: ReadonlySet<string>;
  /** Ids of stories the run has begun with. */
  readonly begun?: ReadonlySet<string>;
  readonly dependency: (board: Board, name: string) => Story | undefined;
}

/** An assessment, with the decision behind every story of the selection. */
export interface AssessedBoard extends Assessment {
  readonly decisions: ReadonlyMap<string, Decision>;
}

/** A story that goes on, and what its place in the queue depends on. */
interface Candidate {
  readonly entry: QueuedAction;
  readonly story: Story;
  readonly first: boolean;
}

/**
 * The assessor: from stories, journals and config to a queue of actions, each with its reason. Stories in progress come
 * first, then ready, then backlog; within that priority, then age. Pure.
 */
export function assess(input: AssessInput): AssessedBoard {
  const { board, selection = {}, executions, leased, inFlight, config, now } = input;
  const queue: Candidate[] = [];
  const held: HeldStory[] = [];
  const progress = new Map<string, readonly StepProgress[]>();
  const decisions = new Map<string, Decision>();
  const decide = boardDecider({ now, limits: config.limits, gates: config.gates });
  for (const story of board.stories) {
    if (!selects(selection, story, input.begun)) continue;
    const { id } = story;
    const workflow = input.workflowOf(story);
    const decision = decide(workflow, story, executions.get(id), {
      unmet: unmetOf(input, story),
      inFlight: (inFlight?.has(id) ?? false) || (leased?.has(id) ?? false),
    });
    decisions.set(id, decision);
    progress.set(id, decision.progress);
    const placed = place(input, workflow, story, decision);
    if (placed === undefined) continue;
    if ("entry" in placed) queue.push(placed);
    else held.push(placed);
  }
  for (const broken of board.broken) {
    if (!selectsBroken(selection, broken)) continue;
    held.push({ storyId: broken.id, slug: broken.slug, kind: "broken", reason: broken.problem.message });
  }
  queue.sort((a, b) => Number(b.first) - Number(a.first) || byUrgency(a.story, b.story));
  return { queue: queue.map((q) => q.entry), held, progress, decisions };
}

/** Where a story belongs: in the queue, or among those held; neither when nothing is left to do for it. */
function place(
  { leased, continued, selection = {} }: AssessInput,
  workflow: StoryWorkflow,
  story: Story,
  { next, housekeeping }: Decision,
): Candidate | HeldStory | undefined {
  const { id: storyId, slug } = story;
  if (next.kind === "done") {
    if (story.status === "done" || housekeeping.length > 0) return undefined;
    const reason = `every action is done; agentic-sdlc move ${slug} done, or redo`;
    return { storyId, slug, kind: "exhausted", reason };
  }
  const holder = leased?.get(storyId);
  if (holder !== undefined) return { storyId, slug, kind: "leased", reason: holder };
  if (next.kind === "held") {
    const { hold: kind, reason, until } = next;
    return { storyId, slug, kind, reason, ...(until ? { until } : {}) };
  }
  const action = next.step.id;
  const beyond = outsideActions(selection, workflow, action);
  if (beyond !== undefined) return { storyId, slug, kind: "unselected", reason: beyond };
  const judges = next.kind === "judge";
  const attempt = judges ? next.attempt.attempt : next.attempt;
  const reason = judges ? "its agent has finished; to be judged, not paid again" : next.reason;
  const entry = { path: pathOf(slug, action, attempt), storyId, slug, action, attempt, reason };
  // Most runs continue nothing, and there may be ten thousand stories to ask for.
  const first =
    judges || (continued !== undefined && continued.size > 0 && continued.has(`${storyId}/${action}`));
  return { entry, story, first };
}

const nothing: readonly string[] = [];

function unmetOf({ board, dependency }: AssessInput, { dependencies }: Story): readonly string[] {
  if (dependencies.length === 0) return nothing;
  return dependencies.filter((name) => dependency(board, name)?.status !== "done");
}

function selects(selection: Selection, story: Story, begun: AssessInput["begun"]): boolean {
  return (
    (selection.storyId === undefined || selection.storyId === story.id) &&
    (selection.epic === undefined || selection.epic === story.epic) &&
    (selection.status === undefined || selection.status === story.status || begun?.has(story.id) === true) &&
    (selection.label === undefined || story.labels.includes(selection.label))
  );
}

/** A broken story cannot tell its epic or labels: it counts for a selection that does not need them. */
function selectsBroken(selection: Selection, broken: Board["broken"][number]): boolean {
  return (
    (selection.storyId === undefined || selection.storyId === broken.id) &&
    selection.epic === undefined &&
    selection.label === undefined &&
    (selection.status === undefined || selection.status === broken.status)
  );
}

function outsideActions(selection: Selection, workflow: StoryWorkflow, action: string): string | undefined {
  if (selection.action !== undefined && selection.action !== action)
    return `next is ${action}, asked for ${selection.action}`;
  const position = (id: string) => workflow.steps.findIndex((s) => s.id === id);
  if (
    selection.until !== undefined &&
    position(selection.until) >= 0 &&
    position(action) > position(selection.until)
  ) {
    return `${action} comes after ${selection.until} (--until)`;
  }
  return undefined;
}

/** In progress, ready, backlog; then priority; then age; then id, so that the order is total. */
function byUrgency(a: Story, b: Story): number {
  const started = (s: Story) => (s.status === "done" ? rank("in-progress") : rank(s.status));
  return (
    started(b) - started(a) || a.priority - b.priority || compare(a.created, b.created) || compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
