import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BoardReader } from "../../src/adapters/files/story/board.ts";
import { createStoryStore } from "../../src/adapters/files/story/store.ts";
import { MemoryClock } from "../helpers/memory/clock.ts";
import { Machine } from "../helpers/memory/machine.ts";
import { MemoryStoryStore } from "../helpers/memory/story-store.ts";
import { aStory } from "../helpers/stories.ts";
import { makeBoard, storyText } from "../helpers/story-board.ts";
import { storyStoreContract } from "./story-store.contract.ts";

storyStoreContract("memory", () => {
  const store = new MemoryStoryStore(new Machine(), new MemoryClock());
  const { files, broken } = store;
  return {
    store,
    write(slug, more) {
      const story = aStory({ slug, status: "backlog", ...more });
      files.set(story.path, story);
      return story.path;
    },
    spoil: (path, key) => store.spoil(path, { [key]: "nowhere" }),
    edit(path, line) {
      const story = files.get(path)!;
      files.set(path, { ...story, body: `${story.body}${line}\n` });
    },
    remove(path) {
      files.delete(path);
      broken.delete(path);
    },
  };
});

storyStoreContract("files", () => {
  const root = makeBoard();
  mkdirSync(join(root, ".agentic-sdlc/stories"));
  return {
    store: createStoryStore(new BoardReader(root), root, () => new Date("2030-01-01T00:00:00Z")),
    write(slug, { body, title = "Title", labels = [] } = {}) {
      const path = `.agentic-sdlc/stories/${slug}.md`;
      const keys = { id: `id-${slug}`, title, labels: `[${labels}]  # mine`, priority: "3" };
      writeFileSync(join(root, path), storyText(keys, body));
      return path;
    },
    spoil(path, key) {
      const text = readFileSync(join(root, path), "utf8");
      writeFileSync(join(root, path), text.replace(new RegExp(`^${key}: .*$`, "m"), `${key}: nowhere`));
    },
    edit: (path, line) => appendFileSync(join(root, path), `${line}\n`),
    remove: (path) => rmSync(join(root, path)),
  };
});
