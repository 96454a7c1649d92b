import { UserError } from "../errors.ts";
import { ExitCode } from "../exit-code.ts";
import { nearest } from "../text/nearest.ts";
import type { Board, BrokenStory, Story } from "./story.ts";

type AnyStory = Story | BrokenStory;

/**
 * The story a dependency names, by id or slug; undefined for an unknown name, and for a slug that several stories of a
 * kanban board share. Asking again about the same list costs nothing.
 */
export function resolveDependency(stories: readonly Story[], name: string): Story | undefined {
  const index = indexes.get(stories) ?? indexOf(stories);
  indexes.set(stories, index);
  return index.get(name) ?? undefined;
}

const indexes = new WeakMap<readonly Story[], Map<string, Story | null>>();

/** By slug, and by id, which goes first; `null` where a slug names several. */
function indexOf(stories: readonly Story[]): Map<string, Story | null> {
  const index = new Map<string, Story | null>();
  for (const story of stories) index.set(story.slug, index.has(story.slug) ? null : story);
  for (const story of stories) index.set(story.id, story);
  return index;
}

/**
 * The story that a person named by slug, id, or a unique prefix of either, in any case; an exact match wins.
 * Throws UserError (exit 2) for an unknown or ambiguous name, with the nearest.
 */
export function findStory(board: Board, name: string): AnyStory {
  const found = storiesNamed(board, name);
  if (found.length > 1) throw ambiguous(name, found);
  if (found[0]) return found[0];
  throw unknown(name, [...board.stories, ...board.broken]);
}

/** All stories that a name may mean, as `findStory` reads it. */
export function storiesNamed(board: Board, name: string): readonly AnyStory[] {
  const all: readonly AnyStory[] = [...board.stories, ...board.broken];
  const lower = name.toLowerCase();
  const tests: ((word: string) => boolean)[] = [
    (word) => word === name,
    (word) => word.toLowerCase() === lower,
    (word) => lower !== "" && word.toLowerCase().startsWith(lower),
  ];
  for (const test of tests) {
    const found = all.filter((story) => test(story.slug) || (story.id !== undefined && test(story.id)));
    if (found.length > 0) return found;
  }
  return [];
}

function ambiguous(name: string, found: readonly AnyStory[]): UserError {
  const told = [found.map(({ slug }) => slug), found.map(({ id, path }) => id ?? path)];
  // Stories of one name, in several kanban folders, differ only by id; copies not even by that.
  const names = told.find((list) => new Set(list).size === list.length) ?? found.map(({ path }) => path);
  const more = names.length > 8 ? `, and ${names.length - 8} more` : "";
  return new UserError(ExitCode.usage, `${JSON.stringify(name)} names ${found.length} stories`, {
    why: `It fits ${names.slice(0, 8).join(", ")}${more}`,
    fix: names[0] === found[0]?.path ? "Give the copy an id of its own" : "Type more of the name, or its id",
  });
}

function unknown(name: string, all: readonly AnyStory[]): UserError {
  const near = nearest(
    name,
    all.flatMap((story) => [story.slug, ...(story.id === undefined ? [] : [story.id])]),
  );
  const fix = near.length > 0 ? `Did you mean ${near.join(", ")}?` : "agentic-sdlc status lists the stories";
  return new UserError(ExitCode.usage, `No story is named ${JSON.stringify(name)}`, { fix });
}
