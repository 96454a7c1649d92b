import { type AssessedBoard, assess, type Selection } from "../../domain/decide/story/assess.ts";
import { UserError } from "../../domain/errors.ts";
import type { StoryExecution } from "../../domain/journal/execution.ts";
import { openActions, type RunState } from "../../domain/journal/run-state.ts";
import type { Board, BrokenStory, Story } from "../../domain/story/story.ts";
import type { Deps } from "../deps.ts";

/** What the assessor needs of the outside: the reading half of `Deps`. */
export type Reading = Pick<Deps, "stories" | "executions" | "config" | "workflowOf" | "clock">;

/** A runner's own part in the board: what it holds, and which run it goes on with. */
export interface OwnPart {
  readonly run?: RunState;
  readonly sessions?: ReadonlyMap<string, { readonly execution: StoryExecution }>;
}

/** Reads the board and the journals as they are, and assesses them. Writes nothing. */
export function assessNow(
  deps: Reading,
  selection: Selection,
  own: OwnPart = {},
): AssessedBoard & { readonly board: Board; readonly executions: ReadonlyMap<string, StoryExecution> } {
  const board = withWorkflows(deps, deps.stories.load());
  const known = deps.executions.ids();
  const executions = new Map<string, StoryExecution>();
  const leased = new Map<string, string>();
  const open = own.run ? openActions(own.run) : [];
  const asked = new Set([...open.map((c) => c.storyId), selection.storyId]);
  for (const story of board.stories) {
    const held = own.sessions?.get(story.id);
    if (held) executions.set(story.id, held.execution);
    else if (known.has(story.id) && (asked.has(story.id) || !settled(deps, story))) {
      executions.set(story.id, deps.executions.read(story.id));
      const holder = deps.executions.holder(story.id);
      if (holder !== undefined) leased.set(story.id, holder);
    }
  }
  const assessed = assess({
    board,
    executions,
    workflowOf: (story) => deps.workflowOf(story),
    config: deps.config,
    now: deps.clock.now(),
    selection,
    leased,
    inFlight: new Set(own.sessions?.keys() ?? []),
    continued: new Set(open.map((c) => `${c.storyId}/${c.action}`)),
    begun: new Set([...(own.run?.current ?? []), ...(own.run?.ended ?? [])].map((a) => a.storyId)),
    dependency: (b, name) => deps.stories.dependency(b, name),
  });
  return { ...assessed, board, executions };
}

/** A done story with every flag set has nothing left to say: its journal is read only for who asks for that story. */
function settled(deps: Reading, story: Story): boolean {
  if (story.status !== "done") return false;
  return deps.workflowOf(story).steps.every((s) => s.sets === undefined || story.flags[s.sets] === true);
}

/** A story whose workflow does not exist is broken, like one with bad front matter. */
function withWorkflows(deps: Reading, board: Board): Board {
  const broken: BrokenStory[] = [];
  const stories = board.stories.filter((story) => {
    try {
      deps.workflowOf(story);
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { slug, path, id, title, status } = story;
      broken.push({ slug, path, id, title, status, problem: { message: error.message, fix: error.fix } });
      return false;
    }
  });
  return broken.length === 0 ? board : { ...board, stories, broken: [...board.broken, ...broken] };
}
