import { isMadeId, resolveDependency } from "../../../domain/story/board.ts";
import { bodyWithoutOwnedSections } from "../../../domain/story/sections.ts";
import type { Story } from "../../../domain/story/story.ts";
import { canonicalJson } from "../../../domain/text/canonical.ts";
import type { StoryStore } from "../../../engine/ports/story-store.ts";
import { sha256 } from "../durable/sha256.ts";
import type { BoardReader } from "./board.ts";
import { readContents } from "./bytes.ts";
import { mendStory } from "./mend.ts";
import { isBroken } from "./parse.ts";
import { patchStory } from "./patch.ts";
import { locateStory, readStory } from "./read.ts";

/** Whether git knows a file's content: where it lies, below the project's root, and its bytes. */
export type KnownToGit = (path: string, content: Uint8Array) => boolean;

/** The board's files, as the engine needs them. */
export function createStoryStore(
  reader: BoardReader,
  root: string,
  now: () => Date,
  isKnown: KnownToGit,
): StoryStore {
  // What git has once, it has; what it has not, it may have at any moment.
  const known = new Set<string>();
  return {
    load: () => reader.read(),
    read: (path) => readStory(root, path),
    patch: (path, make) => patchStory(root, path, make, { now: now() }).story,
    mend: (path, owned) => mendStory(root, path, owned, { now: now() }),
    dependency(board, name) {
      const near = resolveDependency(board.stories, name) ?? locateStory(root, name);
      // Of a part of the board, only a name that can be no other's id tells which story is meant.
      if (near && !isBroken(near) && (isMadeId(near.id) || board.stories.includes(near))) return near;
      return resolveDependency(reader.read().stories, name);
    },
    inGit({ path, hash }) {
      if (known.has(hash)) return true;
      const contents = readContents(`${root}/${path}`);
      if (!contents || !("bytes" in contents)) return false;
      const bytes = Buffer.from(contents.bytes);
      // Who edits it just now is a person, and whatever holds for it is found at the next look.
      if (sha256(bytes) !== hash || !isKnown(path, bytes)) return sha256(bytes) !== hash;
      known.add(hash);
      return true;
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
