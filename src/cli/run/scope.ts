import { isBroken } from "../../adapters/files/story/parse.ts";
import type { Selection } from "../../domain/decide/story/assess.ts";
import { UserError } from "../../domain/errors.ts";
import type { RunScope } from "../../domain/journal/run-record.ts";
import { findStory } from "../../domain/story/board.ts";
import type { Board } from "../../domain/story/story.ts";
import { nearest } from "../../domain/text/nearest.ts";
import type { RunOptions } from "./definition.ts";
import type { KeptOptions } from "./options.ts";

/** The part of the board that was named; undefined when none was. Throws UserError exit 2 for unknown names. */
export function namedScope(options: RunOptions, board: Board): RunScope | undefined {
  if (options.story !== undefined && options.epic !== undefined) {
    throw new UserError(2, "--story and --epic cannot be given together", { fix: "Leave one of them out" });
  }
  if (options.story !== undefined) {
    const story = findStory(board, options.story);
    if (isBroken(story)) {
      const { message, line, fix } = story.problem;
      const where = line === undefined ? story.path : `${story.path}:${line}`;
      throw new UserError(3, `Story ${story.slug} is broken`, { why: `${where}: ${message}`, fix });
    }
    return { kind: "story", storyId: story.id };
  }
  if (options.epic !== undefined) {
    const epics = [...new Set(board.stories.flatMap((s) => s.epic ?? []))];
    if (!epics.includes(options.epic)) {
      const near = nearest(options.epic, epics, 1)[0];
      throw new UserError(2, `No story belongs to epic ${options.epic}`, {
        why: `Epics: ${epics.join(", ") || "none"}`,
        fix: near === undefined ? "" : `Did you mean ${near}?`,
      });
    }
    return { kind: "epic", epic: options.epic };
  }
  return undefined;
}

/** What of the board a run may touch. */
export function selectionOf(scope: RunScope, options: KeptOptions, until: string | undefined): Selection {
  return {
    ...(scope.kind === "story" ? { storyId: scope.storyId } : {}),
    ...(scope.kind === "epic" ? { epic: scope.epic } : {}),
    status: options.status,
    label: options.label,
    action: options.action,
    until,
  };
}
