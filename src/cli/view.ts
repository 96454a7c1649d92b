import type { AssessedBoard } from "../domain/decide/story/assess.ts";
import { noExecution } from "../domain/journal/apply.ts";
import type { StoryExecution } from "../domain/journal/execution.ts";
import type { Board, BrokenStory, Story } from "../domain/story/story.ts";
import type { FoundRun, UnusableCheckpoint } from "../engine/ports/run-store.ts";
import { assessNow } from "../engine/story/assess-now.ts";
import type { Project } from "./project.ts";

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
