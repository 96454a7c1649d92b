import { nearest } from "../text/nearest.ts";
import { resolveDependency } from "./board.ts";
import { dependencyKnots } from "./order.ts";
import type { BrokenStory, Story } from "./story.ts";

type AnyStory = Story | BrokenStory;

/** What breaks a story that can be read: a key, and why. */
interface Fault {
  readonly key: "id" | "dependencies" | "branch";
  readonly message: string;
  readonly fix: string;
}

/** Looking for what was meant reads all names: a board whose dependencies are all unknown gets this many hints. */
const mostHints = 20;

/**
 * Finds what only the whole board can tell: ids and branches given twice, dependencies that nobody has or that form a
 * cycle. Such stories move to the broken ones; nothing is dropped. `lineOf` finds a key's line in a story's file.
 */
export function validateBoard(
  stories: readonly Story[],
  broken: readonly BrokenStory[],
  lineOf: (story: Story, key: string) => number | undefined = () => undefined,
): { stories: readonly Story[]; broken: readonly BrokenStory[] } {
  const faults = new Map<Story, Fault>();
  const all: readonly AnyStory[] = [...stories, ...broken];
  const add = (story: AnyStory, fault: Fault) => {
    if (!("problem" in story) && !faults.has(story)) faults.set(story, fault);
  };
  // Case does not tell ids apart: they name folders, and not every file system would keep two.
  eachTwice(
    all,
    ({ id }) => id?.toLowerCase(),
    (story, others) => add(story, sameId(story, others)),
  );
  const isBroken = new Set(broken.flatMap(({ slug, id }) => [slug, id]));
  let hints = mostHints;
  for (const story of stories) {
    if (story.dependencies.length === 0) continue;
    const lost = story.dependencies.find((name) => !resolveDependency(stories, name) && !isBroken.has(name));
    if (lost !== undefined) add(story, unknownDependency(lost, stories, hints-- > 0));
  }
  for (const { members, cycle } of dependencyKnots(stories)) {
    for (const story of members) add(story, cyclic(cycle));
  }
  eachTwice(
    stories,
    ({ branch }) => branch,
    (story, others) => add(story, sameBranch(story, others)),
  );
  if (faults.size === 0) return { stories, broken };
  const found = stories.flatMap((story): BrokenStory[] => {
    const fault = faults.get(story);
    if (!fault) return [];
    const { slug, path, id, title, status } = story;
    const { key, message, fix } = fault;
    return [{ slug, path, id, title, status, problem: { message, line: lineOf(story, key), fix } }];
  });
  return { stories: stories.filter((story) => !faults.has(story)), broken: [...broken, ...found] };
}

function eachTwice<T extends AnyStory>(
  stories: readonly T[],
  keyOf: (story: T) => string | undefined,
  found: (story: T, others: readonly T[]) => void,
): void {
  const first = new Map<string, T>();
  const twice = new Map<string, T[]>();
  for (const story of stories) {
    const key = keyOf(story);
    if (key === undefined) continue;
    const other = first.get(key);
    if (other === undefined) first.set(key, story);
    else twice.set(key, [...(twice.get(key) ?? [other]), story]);
  }
  for (const same of twice.values()) {
    for (const story of same) {
      found(
        story,
        same.filter((other) => other !== story),
      );
    }
  }
}

function sameId(story: AnyStory, others: readonly AnyStory[]): Fault {
  return {
    key: "id",
    message: `duplicate id ${story.id}: ${pathsOf(others)} has it too`,
    fix: "Give the copy an id of its own; its attempts are kept under it",
  };
}

function sameBranch(story: Story, others: readonly Story[]): Fault {
  return {
    key: "branch",
    message: `branch ${story.branch} is also that of ${pathsOf(others)}`,
    fix: "Remove the key from the copy: the runner names its branch",
  };
}

function unknownDependency(lost: string, stories: readonly Story[], hint: boolean): Fault {
  const key = "dependencies";
  const several = stories.filter(({ slug }) => slug === lost);
  if (several.length > 1) {
    const ids = several.map(({ id }) => id).join(" or ");
    return { key, message: `dependency ${lost} names ${several.length} stories`, fix: `Write ${ids}` };
  }
  const near = hint
    ? nearest(
        lost,
        stories.flatMap(({ slug, id }) => [slug, id]),
        1,
      )[0]
    : undefined;
  const fix = near === undefined ? "Remove it from dependencies, or add the story" : `Did you mean ${near}?`;
  return { key, message: `unknown dependency ${JSON.stringify(lost)}`, fix };
}

function cyclic(cycle: readonly Story[]): Fault {
  const names = [...cycle, cycle[0]!].map(({ slug }) => slug);
  return {
    key: "dependencies",
    message: `cyclic dependencies: ${names.join(" → ")}`,
    fix: "Remove one of them",
  };
}

function pathsOf(stories: readonly AnyStory[]): string {
  return stories.map(({ path }) => path).join(", ");
}
