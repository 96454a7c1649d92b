import type { Selection } from "../../../domain/decide/story/assess.ts";
import { UserError } from "../../../domain/errors.ts";
import type { RunScope } from "../../../domain/journal/run-record.ts";
import { findStory } from "../../../domain/story/board.ts";
import type { Board } from "../../../domain/story/story.ts";
import { nearest } from "../../../domain/text/nearest.ts";
import type { Asked } from "../asked.ts";
import type { FileScope } from "../found.ts";
import type { KeptOptions } from "./kept.ts";

/** The scope of a run that is no workflow file's. */
export type BoardScope = Exclude<RunScope, FileScope>;

/** The part of the board that was named; undefined when none was. Throws UserError exit 2 for unknown names. */
export function namedScope(asked: Asked, board: Board): BoardScope | undefined {
  if (asked.story !== undefined && asked.epic !== undefined) {
    throw new UserError(2, "--story and --epic cannot be given together", { fix: "Leave one of them out" });
  }
  if (asked.story !== undefined) {
    const story = findStory(board, asked.story);
    if ("problem" in story) {
      const { message, line, fix } = story.problem;
      const where = line === undefined ? story.path : `${story.path}:${line}`;
      throw new UserError(3, `Story ${story.slug} is broken`, { why: `${where}: ${message}`, fix });
    }
    return { kind: "story", storyId: story.id };
  }
  if (asked.epic !== undefined) {
    const epics = [...new Set(board.stories.flatMap((s) => s.epic ?? []))];
    if (!epics.includes(asked.epic)) {
      const near = nearest(asked.epic, epics, 1)[0];
      throw new UserError(2, `No story belongs to epic ${asked.epic}`, {
        why: `Epics: ${epics.join(", ") || "none"}`,
        fix: near === undefined ? "" : `Did you mean ${near}?`,
      });
    }
    return { kind: "epic", epic: asked.epic };
  }
  return undefined;
}

/** What of the board a run may touch. */
export function selectionOf(scope: BoardScope, options: KeptOptions, until: string | undefined): Selection {
  return {
    ...(scope.kind === "story" ? { storyId: scope.storyId } : {}),
    ...(scope.kind === "epic" ? { epic: scope.epic } : {}),
    status: options.status,
    label: options.label,
    action: options.action,
    until,
  };
}
