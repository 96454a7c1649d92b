import { resolveDependency } from "../../../domain/story/board.ts";
import { bodyWithoutOwnedSections } from "../../../domain/story/sections.ts";
import type { Story } from "../../../domain/story/story.ts";
import { canonicalJson } from "../../../domain/text/canonical.ts";
import type { StoryStore } from "../../../engine/ports/story-store.ts";
import { sha256 } from "../durable/sha256.ts";
import type { BoardReader } from "./board.ts";
import { mendStory } from "./mend.ts";
import { isBroken } from "./parse.ts";
import { patchStory } from "./patch.ts";
import { locateStory, readStory } from "./read.ts";

/** The board's files, as the engine needs them. */
export function createStoryStore(reader: BoardReader, root: string, now: () => Date): StoryStore {
  return {
    load: () => reader.read(),
    read: (path) => readStory(root, path),
    patch: (path, make) => patchStory(root, path, make, { now: now() }).story,
    mend: (path, owned) => mendStory(root, path, owned, { now: now() }),
    dependency(board, name) {
      const found = resolveDependency(board.stories, name) ?? locateStory(root, name);
      return found && !isBroken(found) ? found : undefined;
    },
    inputHash,
  };
}

/** What a person wrote of a story: everything but what the engine owns. */
function inputHash(story: Story): string {
  const { title, type, priority, labels, assignee, effort, dependencies, epic, body } = story;
  const own = bodyWithoutOwnedSections(body);
  const input = canonicalJson([title, type, priority, labels, assignee, effort, dependencies, epic, own]);
  return sha256(input);
}
