import { changesSince } from "../../domain/decide/story/explain.ts";
import { UserError } from "../../domain/errors.ts";
import type { Story } from "../../domain/story/story.ts";
import type { Deps } from "../../engine/deps.ts";
import type { Reading } from "../../engine/story/assess-now.ts";
import { foresee } from "../../engine/story/foresee.ts";
import { tellStory } from "../decide/message.ts";
import type { Project } from "../open.ts";
import type { Asked } from "../plan/asked.ts";
import type { Assessed } from "../plan/board/assessed.ts";
import { todaysHashes } from "../plan/board/explain.ts";

/** An action to be done again. */
export interface Rerun {
  readonly story: Story;
  readonly action: string;
}

/** What `--rerun` and `--rerun-changed` name. Throws UserError exit 2 for a node that is not there. */
export function rerunsOf(deps: Deps, assessed: Assessed, asked: Asked): Rerun[] {
  const named = asked.rerun === undefined ? [] : [resolve(deps, assessed, asked.rerun)];
  if (!asked.rerunChanged) return named;
  const changed = assessed.board.stories.flatMap((story): Rerun[] => {
    const action = firstChanged(deps, assessed, story);
    return action === undefined ? [] : [{ story, action }];
  });
  return [...named, ...changed];
}

/** Has actions done again, as `redo` does. Throws NotSavedError. */
export async function askReruns(project: Project, reruns: readonly Rerun[]): Promise<void> {
  for (const { story, action } of reruns)
    await tellStory(project, story, { type: "redo", action, note: "" }, `${action} is done again`);
}

/** The project as a run finds it once it has taken what waits in inboxes, and these. Writes nothing. */
export function foreseen(project: Project, reruns: readonly Rerun[]): Reading {
  const known = project.executions.ids();
  return foresee(project, ({ id }) => [
    ...(known.has(id) ? project.inboxes.ofStory(id) : []),
    ...reruns
      .filter((r) => r.story.id === id)
      .map(({ action }) => ({ name: "", message: { type: "redo", action, note: "" } as const })),
  ]);
}

/** `story[slug]/plan`, with or without its attempt's number. Throws UserError exit 2. */
function resolve(deps: Deps, assessed: Assessed, path: string): Rerun {
  const [, slug, action] = /^story\[([^\]]+)\]\/([a-z][a-z0-9-]*)(?:#\d+)?$/.exec(path) ?? [];
  const story = assessed.board.stories.find((s) => s.slug === slug || s.id === slug);
  const step = story && deps.workflowOf(story).steps.find((s) => s.id === action);
  if (story && step) return { story, action: step.id };
  throw new UserError(2, `--rerun ${path}: there is no such node`, {
    why: "A node is named by its path, such as story[add-dark-mode]/plan.",
    fix: "List them: agentic-sdlc run --continue --explain",
  });
}

/** The first action of a story that consumed something else than it would today; what follows consumed its result. */
function firstChanged(deps: Deps, { decisions, executions }: Assessed, story: Story): string | undefined {
  const decision = decisions.get(story.id);
  const today = todaysHashes(deps, story);
  return deps.workflowOf(story).steps.find((step) => {
    const standing = decision?.standings.get(step.id);
    if (standing?.state !== "done" || standing.attempt === 0) return false;
    const attempt = executions
      .get(story.id)
      ?.attempts.find((a) => a.action === step.id && a.attempt === standing.attempt);
    return attempt !== undefined && changesSince(attempt, step, today).length > 0;
  })?.id;
}
