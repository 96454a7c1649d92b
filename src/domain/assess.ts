import { noExecution } from "./apply.ts";
import type { Config } from "./config.ts";
import { type Decision, decide } from "./decide.ts";
import type { StoryWorkflow } from "./definition.ts";
import type { StoryExecution } from "./execution.ts";
import { rank } from "./standing.ts";
import type { Board, Story } from "./story.ts";

/** An entry of the queue: what would run, and why. */
export interface QueuedAction {
  /** `story[add-dark-mode]/implement#2` */
  readonly path: string;
  readonly storyId: string;
  readonly slug: string;
  readonly action: string;
  readonly attempt: number;
  readonly reason: string;
}

/** A story that is not queued, and why. */
export interface HeldStory {
  readonly storyId?: string;
  readonly slug: string;
  readonly kind:
    | "blocked"
    | "broken"
    | "gate"
    | "question"
    | "dependency"
    | "leased"
    | "waiting"
    | "unselected"
    | "exhausted";
  readonly reason: string;
  /** `waiting` only: not before this time (ISO). */
  readonly until?: string;
}

/** Where one step of a story's workflow stands; what the board's progress marks are made of. */
export interface StepProgress {
  readonly step: string;
  readonly state: "done" | "by-hand" | "to-accept" | "running" | "to-judge" | "next" | "open";
  /** The attempt that did it, or the next one's number. */
  readonly attempt?: number;
}

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
  readonly dependency: (board: Board, name: string) => Story | undefined;
}

/** An assessment, with the decision behind every story of the selection. */
export interface AssessedBoard extends Assessment {
  readonly decisions: ReadonlyMap<string, Decision>;
}

/**
 * The assessor: from stories, journals and config to a queue of actions, each with its reason. Stories in progress come
 * first, then ready, then backlog; within that priority, then age. Pure.
 */
export function assess(input: AssessInput): AssessedBoard {
  const { board, selection = {} } = input;
  const queue: { entry: QueuedAction; story: Story; first: boolean }[] = [];
  const held: HeldStory[] = [];
  const progress = new Map<string, readonly StepProgress[]>();
  const decisions = new Map<string, Decision>();
  for (const story of board.stories) {
    if (!selects(selection, story)) continue;
    const decision = decideStory(input, story);
    decisions.set(story.id, decision);
    progress.set(story.id, decision.progress);
    const at = { storyId: story.id, slug: story.slug };
    const holder = input.leased?.get(story.id);
    const { next } = decision;
    if (next.kind === "done") {
      if (story.status !== "done" && decision.housekeeping.length === 0) {
        held.push({
          ...at,
          kind: "exhausted",
          reason: `every action is done; agentic-sdlc move ${story.slug} done, or redo`,
        });
      }
    } else if (holder !== undefined) {
      held.push({ ...at, kind: "leased", reason: holder });
    } else if (next.kind === "held") {
      held.push({
        ...at,
        kind: next.hold,
        reason: next.reason,
        ...(next.until ? { until: next.until } : {}),
      });
    } else {
      const action = next.step.id;
      const attempt = next.kind === "judge" ? next.attempt.attempt : next.attempt;
      const beyond = outsideActions(selection, input.workflowOf(story), action);
      if (beyond !== undefined) {
        held.push({ ...at, kind: "unselected", reason: beyond });
        continue;
      }
      const reason =
        next.kind === "judge" ? "its agent has finished; to be judged, not paid again" : next.reason;
      const path = pathOf(story.slug, action, attempt);
      const first = next.kind === "judge" || (input.continued?.has(`${story.id}/${action}`) ?? false);
      queue.push({ story, first, entry: { path, ...at, action, attempt, reason } });
    }
  }
  for (const broken of board.broken) {
    if (!selectsBroken(selection, broken)) continue;
    held.push({ storyId: broken.id, slug: broken.slug, kind: "broken", reason: broken.problem.message });
  }
  queue.sort((a, b) => Number(b.first) - Number(a.first) || byUrgency(a.story, b.story));
  return { queue: queue.map((q) => q.entry), held, progress, decisions };
}

function decideStory(input: AssessInput, story: Story): Decision {
  const unmet = story.dependencies.filter((name) => input.dependency(input.board, name)?.status !== "done");
  return decide(input.workflowOf(story), story, input.executions.get(story.id) ?? noExecution, {
    now: input.now,
    limits: input.config.limits,
    gates: input.config.gates,
    unmet,
    inFlight: (input.inFlight?.has(story.id) ?? false) || (input.leased?.has(story.id) ?? false),
  });
}

/** `story[add-dark-mode]/implement#2` */
export function pathOf(slug: string, action: string, attempt: number): string {
  return `story[${slug}]/${action}#${attempt}`;
}

function selects(selection: Selection, story: Story): boolean {
  return (
    (selection.storyId === undefined || selection.storyId === story.id) &&
    (selection.epic === undefined || selection.epic === story.epic) &&
    (selection.status === undefined || selection.status === story.status) &&
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
