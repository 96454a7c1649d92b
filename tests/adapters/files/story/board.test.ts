import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { BoardReader, loadBoard } from "../../../../src/adapters/files/story/board.ts";
import { locateStory, readStory } from "../../../../src/adapters/files/story/read.ts";
import { makeBoard, storyText } from "../../../helpers/story-board.ts";

const story = (id: string, keys: Record<string, string> = {}) => storyText({ id, ...keys });
const file = (root: string, name: string) => join(root, ".agentic-sdlc/stories", name);
describe("loadBoard", () => {
  it("reads every story, and shows what is broken with file, line and fix", () => {
    const root = makeBoard({
      "stories/a.md": story("a", { dependencies: "[b, nobody]" }),
      "stories/b.md": story("b"),
      "stories/copy.md": story("b"),
      "stories/bad.md": story("c", { status: "redy" }),
      "stories/code.md": "---js\n({})\n---\n",
      "stories/notes.txt": "no story",
      "stories/.hidden.md": "no story",
      "stories/d.md": story("d"),
    });
    const board = loadBoard(root);
    expect(board.layout).toBe("flat");
    expect(board.stories.map(({ slug }) => slug)).toEqual(["d"]);
    expect(board.broken).toMatchObject([
      { slug: "bad", id: "c", problem: { line: 4, fix: expect.stringContaining("ready") } },
      { slug: "code", path: ".agentic-sdlc/stories/code.md", problem: { line: 1 } },
      { slug: "a", problem: { line: 5, message: 'unknown dependency "nobody"' } },
      { slug: "b", problem: { line: 2 } },
      { slug: "copy", problem: { line: 2 } },
    ]);
  });

  it("shows links, folders, pipes and unreadable names, and hangs on none", () => {
    const root = makeBoard({ "stories/ok.md": story("ok") });
    fs.symlinkSync("ok.md", file(root, "link.md"));
    fs.symlinkSync("nowhere", file(root, "dangling.md"));
    fs.mkdirSync(file(root, "folder.md"));
    fs.writeFileSync(file(root, "bell\x07.md"), story("bell"));
    const names = ["bell\x07", "dangling", "folder", "link"];
    if (process.platform !== "win32") execFileSync("mkfifo", [file(root, "pipe.md")]);
    const { stories, broken } = loadBoard(root);
    expect(stories.map(({ slug }) => slug)).toEqual(["ok"]);
    expect(broken.map(({ slug }) => slug)).toEqual([
      ...names,
      ...(process.platform === "win32" ? [] : ["pipe"]),
    ]);
    expect(broken.find(({ slug }) => slug === "link")?.problem.message).toMatch(/symbolic link/);
  });

  it("says what to do where there is no board; an empty one is flat", () => {
    expect(() => loadBoard(join(makeBoard(), "nowhere"))).toThrow(
      expect.objectContaining({ fix: "agentic-sdlc init" }),
    );
    expect(loadBoard(makeBoard())).toEqual({ stories: [], broken: [], layout: "flat" });
  });

  it("reads kanban folders, and both layouts where both are there", () => {
    const folders = { "ready/a.md": "---\nid: a\n---\n", "done/b.md": story("b", { status: "done" }) };
    expect(loadBoard(makeBoard(folders))).toMatchObject({
      layout: "folders",
      stories: [{ id: "a" }, { id: "b" }],
    });
    const both = loadBoard(makeBoard({ ...folders, "stories/c.md": story("c") }));
    expect(both).toMatchObject({ layout: "flat", stories: [{ id: "c" }, { id: "a" }, { id: "b" }] });
  });
});

describe("BoardReader", () => {
  it("gives the same board while nothing changes, and sees every change", () => {
    const root = makeBoard({ "stories/a.md": story("a"), "stories/b.md": story("b") });
    const reader = new BoardReader(root);
    const first = reader.read();
    expect(reader.read()).toBe(first);
    fs.writeFileSync(file(root, "a.md"), story("a", { status: "ready" }));
    expect(reader.read().stories).toMatchObject([{ status: "ready" }, { id: "b" }]);
    fs.renameSync(file(root, "b.md"), file(root, "c.md"));
    expect(reader.read().stories.map(({ slug }) => slug)).toEqual(["a", "c"]);
    fs.unlinkSync(file(root, "c.md"));
    expect(reader.read().stories).toHaveLength(1);
  });

  // Where the file system stamps every write anew this would pass without care; many do only every few milliseconds.
  it("sees a change to the same size within the file system's clock tick", () => {
    const root = makeBoard({ "stories/a.md": story("a", { title: "one" }) });
    const reader = new BoardReader(root);
    for (let i = 0; i < 300; i++) {
      const title = i % 2 ? "one" : "two";
      fs.writeFileSync(file(root, "a.md"), story("a", { title }));
      expect(reader.read().stories[0]?.title).toBe(title);
    }
  });
});

describe("locateStory", () => {
  const root = makeBoard({
    "stories/add-login.md": story("a"),
    "stories/bad.md": "x",
    "secret.md": story("s"),
  });

  it("opens an exact slug, broken ones too", () => {
    expect(locateStory(root, "add-login")).toMatchObject({ id: "a" });
    expect(locateStory(root, "bad")).toMatchObject({ problem: { line: 1 } });
  });

  it.each([
    "add",
    "ADD-LOGIN",
    "a",
    "",
    "../secret",
    "..",
    "stories/add-login",
    ".hidden",
    "add-login\0",
    "\x07",
  ])("knows nothing of %j", (name) => {
    expect(locateStory(root, name)).toBeUndefined();
  });

  it("does not read the board", () => {
    // A board that cannot be listed at all.
    const one = makeBoard({ "stories/a.md": story("a") });
    fs.writeFileSync(join(one, ".agentic-sdlc/backlog"), "not a folder");
    expect(locateStory(one, "a")).toMatchObject({ id: "a" });
    expect(readStory(one, ".agentic-sdlc/stories/a.md")).toMatchObject({ id: "a" });
    expect(readStory(one, ".agentic-sdlc/stories/b.md")).toBeUndefined();
  });
});
