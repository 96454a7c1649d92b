import * as fs from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadBoard } from "../../../../src/adapters/files/story/board.ts";
import { patchStory } from "../../../../src/adapters/files/story/patch.ts";
import { locateStory, readStory } from "../../../../src/adapters/files/story/read.ts";
import { makeBoard, storyText } from "../../../helpers/story-board.ts";

const now = new Date("2030-01-01T00:00:00Z");
const at = (folder: string) => `.agentic-sdlc/${folder}/a.md`;
const move = (root: string, path: string, status: string) =>
  patchStory(root, path, () => ({ set: { status } }), { now });
const places = (root: string) =>
  fs
    .readdirSync(join(root, ".agentic-sdlc"), { recursive: true })
    .filter((name) => String(name).endsWith(".md"));

describe("a board in kanban folders", () => {
  it("a story's file follows its status, also into a folder that git did not keep", () => {
    const root = makeBoard({ "backlog/a.md": storyText() });
    const { story } = move(root, at("backlog"), "in-progress");
    expect(story.path).toBe(at("in-progress"));
    expect(places(root)).toEqual(["in-progress/a.md"]);
    expect(readStory(root, story.path)).toEqual(story);
  });

  it("a status that the file does not give is its folder's, and is written when it changes", () => {
    const root = makeBoard({ "ready/a.md": "---\nid: a\n---\n" });
    expect(loadBoard(root).stories).toMatchObject([{ status: "ready", slug: "a" }]);
    expect(move(root, at("ready"), "done").story).toMatchObject({ status: "done", path: at("done") });
  });

  it("nothing is replaced: where the name is taken the file stays, and its status counts", () => {
    const root = makeBoard({ "backlog/a.md": storyText(), "ready/a.md": storyText({ id: "other" }) });
    expect(move(root, at("backlog"), "ready").story).toMatchObject({ status: "ready", path: at("backlog") });
    expect(readStory(root, at("ready"))).toMatchObject({ id: "other" });
    expect(loadBoard(root).stories).toHaveLength(2);
  });

  it("a file in the wrong folder is moved by the next patch, even one that changes nothing", () => {
    const root = makeBoard({ "backlog/a.md": storyText({ status: "ready" }) });
    expect(move(root, at("backlog"), "ready")).toMatchObject({ changed: true, story: { path: at("ready") } });
    expect(places(root)).toEqual(["ready/a.md"]);
  });

  it("finds a story that a person moved", () => {
    const root = makeBoard({ "done/a.md": storyText({ status: "done" }) });
    expect(move(root, at("backlog"), "done").story.path).toBe(at("done"));
  });

  it.each([
    ["the new name linked, the old one not yet gone", (from: string, to: string) => fs.linkSync(from, to)],
    ["both names committed to git and checked out", (from: string, to: string) => fs.copyFileSync(from, to)],
  ])("killed with %s: it is one story, and the next patch repairs it", (_, leave) => {
    const root = makeBoard({ "backlog/a.md": storyText({ status: "ready" }) });
    fs.mkdirSync(join(root, ".agentic-sdlc/ready"));
    leave(join(root, at("backlog")), join(root, at("ready")));
    const { stories, broken } = loadBoard(root);
    expect({ stories, broken }).toMatchObject({ stories: [{ path: at("ready") }], broken: [] });
    expect(locateStory(root, "a")).toEqual(stories[0]);
    for (const path of [at("ready"), at("backlog")]) {
      const copy = makeBoard({ "backlog/a.md": storyText({ status: "ready" }) });
      fs.mkdirSync(join(copy, ".agentic-sdlc/ready"));
      leave(join(copy, at("backlog")), join(copy, at("ready")));
      expect(move(copy, path, "done").story.path).toBe(at("done"));
      expect(places(copy)).toEqual(["done/a.md"]);
    }
  });

  it("two different files of one id are two broken stories", () => {
    const root = makeBoard({ "backlog/a.md": storyText(), "ready/a.md": storyText({ status: "ready" }) });
    expect(loadBoard(root).broken.map(({ path }) => path)).toEqual([at("backlog"), at("ready")]);
  });
});
