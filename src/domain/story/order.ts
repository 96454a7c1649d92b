import { resolveDependency } from "./board.ts";
import type { Story } from "./story.ts";

/**
 * The stories, each after all it depends on; otherwise in the order given. None is dropped: those of a cycle stay where
 * they come first.
 */
export function dependencyOrder(stories: readonly Story[]): Story[] {
  const ordered = new Set<Story>();
  for (const { component } of components(stories)) for (const story of component) ordered.add(story);
  return [...ordered];
}

/** Stories that wait for themselves. */
export interface Knot {
  readonly members: readonly Story[];
  /** A cycle among them: each depends on the next, the last on the first. */
  readonly cycle: readonly Story[];
}

/** Groups of stories that depend on each other in a circle. */
export function dependencyKnots(stories: readonly Story[]): Knot[] {
  const waiting = stories.filter((story) => story.dependencies.length > 0);
  return components(stories, waiting).flatMap(({ component, loops }) => {
    return loops ? [{ members: component, cycle: cycleIn(stories, component) }] : [];
  });
}

interface Component {
  readonly component: readonly Story[];
  readonly loops: boolean;
}

/**
 * Tarjan's strongly connected components, dependencies first. Without recursion: a chain of dependencies may be as
 * long as the board.
 */
function components(stories: readonly Story[], roots = stories): Component[] {
  const found: Component[] = [];
  const index = new Map<Story, number>();
  const low = new Map<Story, number>();
  const open: Story[] = [];
  const isOpen = new Set<Story>();
  for (const root of roots) {
    if (index.has(root)) continue;
    const path = [enter(root)];
    while (path.length > 0) {
      const { story, needs } = path.at(-1)!;
      const next = needs.pop();
      if (next === undefined) {
        path.pop();
        leave(story);
        const parent = path.at(-1)?.story;
        if (parent) low.set(parent, Math.min(low.get(parent)!, low.get(story)!));
      } else if (!index.has(next)) {
        path.push(enter(next));
      } else if (isOpen.has(next)) {
        low.set(story, Math.min(low.get(story)!, index.get(next)!));
      }
    }
  }
  return found;

  function enter(story: Story): { story: Story; needs: Story[] } {
    index.set(story, index.size);
    low.set(story, index.get(story)!);
    open.push(story);
    isOpen.add(story);
    return { story, needs: needsOf(stories, story).reverse() };
  }

  function leave(story: Story): void {
    if (low.get(story) !== index.get(story)) return;
    const component = open.splice(open.lastIndexOf(story));
    for (const member of component) isOpen.delete(member);
    found.push({ component, loops: component.length > 1 || dependsOnItself(stories, story) });
  }
}

function dependsOnItself(stories: readonly Story[], story: Story): boolean {
  return story.dependencies.some((name) => resolveDependency(stories, name) === story);
}

function needsOf(stories: readonly Story[], story: Story): Story[] {
  const needs: Story[] = [];
  for (const name of story.dependencies) {
    const need = resolveDependency(stories, name);
    if (need) needs.push(need);
  }
  return needs;
}

/** Follows dependencies within a component until a story comes twice: from there on it is a cycle. */
function cycleIn(stories: readonly Story[], component: readonly Story[]): Story[] {
  const members = new Set(component);
  const walked: Story[] = [];
  let at: Story | undefined = component[0];
  while (at && !walked.includes(at)) {
    walked.push(at);
    at = needsOf(stories, at).find((need) => members.has(need));
  }
  return at ? walked.slice(walked.indexOf(at)) : walked;
}
