import type { Config } from "../../domain/config/config.ts";
import type { AssessedBoard } from "../../domain/decide/story/assess.ts";
import type { HeldStory, QueuedAction, StepProgress } from "../../domain/decide/story/queue.ts";
import { noExecution } from "../../domain/journal/apply.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import type { Board, BrokenStory, Story } from "../../domain/story/story.ts";
import { assessNow } from "../../engine/story/assess-now.ts";
import type { Project } from "../open.ts";
import { sectionTitles } from "./headings.ts";

/** A story this one waits for. */
export interface Dependency {
  readonly name: string;
  /** `broken` where it cannot be read, `unknown` where there is no such story. */
  readonly status: string;
}

/** Everything about a story, as plain data: what `show` prints, in one form or the other. */
export interface StoryReport {
  readonly story: Story;
  readonly workflow: string;
  readonly progress: readonly StepProgress[];
  readonly next?: QueuedAction;
  readonly held?: HeldStory;
  readonly dependencies: readonly Dependency[];
  readonly sections: readonly string[];
  readonly execution: StoryExecution;
  readonly limits: Config["limits"];
  /** Who works on it now. */
  readonly holder?: string;
  /** Messages of people that no run has taken yet. */
  readonly pendingMessages: number;
}

/** Puts together everything about a story. Writes nothing. */
export function storyReport(project: Project, story: Story): StoryReport {
  const { execution, assessment, dependencies, holder } = viewStory(project, story);
  return {
    story,
    workflow: project.workflowOf(story).name,
    progress: assessment.progress.get(story.id) ?? [],
    next: assessment.queue.find((queued) => queued.storyId === story.id),
    held: assessment.held.find((held) => held.storyId === story.id),
    dependencies: dependencies.map(({ name, story: found }) => ({ name, status: statusOf(found) })),
    sections: sectionTitles(story.body),
    execution,
    limits: project.config.limits,
    holder,
    pendingMessages: project.executions.pendingMessages(story.id),
  };
}

function statusOf(story: Story | BrokenStory | undefined): string {
  if (story === undefined) return "unknown";
  return "problem" in story ? "broken" : story.status;
}

/** A story with all that was done for it, without reading the rest of the board. */
export interface StoryView {
  readonly story: Story;
  readonly execution: StoryExecution;
  readonly assessment: AssessedBoard;
  /** What it depends on, as it names them. */
  readonly dependencies: readonly { readonly name: string; readonly story?: Story | BrokenStory }[];
  /** Who works on it now. */
  readonly holder?: string;
}

/** Reads one story's journal, and those of the stories it depends on. Writes nothing. */
export function viewStory(project: Project, story: Story): StoryView {
  const { stories } = project;
  const dependencies = dependenciesOf(project, story);
  const needed = dependencies.flatMap((d) =>
    d.story && "body" in d.story ? [[d.story.id, d.story] as const] : [],
  );
  const all = new Map([...needed, [story.id, story]]);
  const board: Board = { stories: [...all.values()], broken: [], layout: "flat" };
  const { executions, ...assessment } = assessNow(
    { ...project, stories: { ...stories, load: () => board } },
    { storyId: story.id },
  );
  const holder = project.executions.holder(story.id);
  const execution = executions.get(story.id) ?? storyExecution(project, story.id);
  return { story, execution, assessment, dependencies, ...(holder ? { holder } : {}) };
}

/** Those that are named by slug are found without the board. */
function dependenciesOf({ stories }: Project, story: Story): StoryView["dependencies"] {
  const none: Board = { stories: [], broken: [], layout: "flat" };
  const bySlug = story.dependencies.map((name) => ({ name, story: stories.dependency(none, name) }));
  if (bySlug.every((found) => found.story)) return bySlug;
  const board = stories.load();
  return story.dependencies.map((name) => {
    const broken = board.broken.find(({ slug, id }) => slug === name || id === name);
    const found = stories.dependency(board, name) ?? broken;
    return { name, ...(found ? { story: found } : {}) };
  });
}

/** All that was done for a story. */
export function storyExecution(project: Project, storyId: string): StoryExecution {
  return project.executions.ids().has(storyId) ? project.executions.read(storyId) : noExecution;
}
