import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadBoard } from "../../../src/adapters/files/story/board.ts";
import { createStory } from "../../../src/adapters/files/story/create.ts";
import { readStory } from "../../../src/adapters/files/story/read.ts";
import { strayFiles } from "../../../src/adapters/files/story/strays.ts";
import { findStory, resolveDependency } from "../../../src/domain/story/board.ts";
import { makeBoard, storyText } from "../../helpers/story-board.ts";

const story = (id: string, keys: Record<string, string> = {}) => storyText({ id, ...keys });

function put(root: string, path: string, text: string): void {
  const file = join(root, ".agentic-sdlc", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe("a file's name", () => {
  it("that leaves no room for a temporary one beside it breaks the story, before anybody is paid", () => {
    const long = "あ".repeat(82);
    const { stories, broken } = loadBoard(
      makeBoard({ [`stories/${long}.md`]: story("long"), "stories/other.md": story("other") }),
    );
    expect(stories.map(({ id }) => id)).toEqual(["other"]);
    expect(broken).toMatchObject([{ id: "long", problem: { message: expect.stringContaining("so long") } }]);
    const fits = "い".repeat(79);
    expect(loadBoard(makeBoard({ [`stories/${fits}.md`]: story("a") })).broken).toEqual([]);
  });

  it("of every Markdown file below the board is shown, or told with its id", () => {
    const root = makeBoard({ "stories/fine.md": story("fine") });
    const names = ["back\\slash.md", ".hidden.md", "epic/nested.md", "S-1/story.md", "Upper.MD"];
    for (const [i, name] of names.entries()) put(root, `stories/${name}`, story(`id-${i}`));
    put(root, "todo/other.md", story("id-5"));
    put(root, "loose.md", story("id-6"));
    put(root, "prompts/plan.md", "a prompt");
    put(root, `stories/${"l".repeat(252)}.md`, story("id-7"));
    const told = strayFiles(root);
    expect(told.map(({ id }) => id).sort()).toEqual(["id-0", "id-1", "id-2", "id-3", "id-4", "id-5", "id-6"]);
    expect(told.every(({ fix, message }) => fix !== "" && message !== "")).toBe(true);
    expect(loadBoard(root).broken.map(({ id }) => id)).toEqual(["id-7"]);
  });

  it.each(["新しい検索", "Вход через почту", "!!!", "🎉"])(
    "of a story titled %s is one that another title does not get on another branch",
    (title) => {
      const now = new Date("2026-01-08T00:00:00Z");
      const made = (of: string, random: string) => {
        const root = makeBoard({ "stories/x.md": story("x") });
        return createStory(root, { title: of, status: "backlog" }, now, () => random);
      };
      const one = made(title, "1");
      expect([made("检索", "2").slug, made("??", "3").slug]).not.toContain(one.slug);
      expect(one.slug).not.toBe("story");
    },
  );
});

describe("a name", () => {
  const nfd = "café".normalize("NFD");
  const nfc = "café".normalize("NFC");

  it("is the same in every form of its letters", () => {
    const root = makeBoard({
      [`stories/${nfd}.md`]: story("first"),
      "stories/b.md": story("b", { dependencies: `[${nfc}]` }),
    });
    const board = loadBoard(root);
    expect(board.broken).toEqual([]);
    expect([findStory(board, nfc).id, findStory(board, nfd).id]).toEqual(["first", "first"]);
    expect(resolveDependency(board.stories, nfc)?.id).toBe("first");
  });

  it("of two ids that differ in form only is given twice", () => {
    const root = makeBoard({ "stories/a.md": story(nfc), "stories/b.md": story(nfd) });
    expect(loadBoard(root).broken.map(({ problem }) => problem.message)).toEqual([
      ...[expect.stringContaining("duplicate id"), expect.stringContaining("duplicate id")],
    ]);
  });

  it("may be in any script, also as an id", () => {
    const ids = ["über-1", "課題-7", "x".repeat(128)];
    const files = Object.fromEntries(ids.map((id, i) => [`stories/s${i}.md`, story(id)]));
    expect(loadBoard(makeBoard(files)).broken).toEqual([]);
    expect(loadBoard(makeBoard({ "stories/a.md": story("課".repeat(50)) })).broken).toHaveLength(1);
  });

  it("that is one story's slug and another one's id means neither, wherever it is written", () => {
    const root = makeBoard({
      "stories/q.md": story("b"),
      "stories/b.md": story("b9"),
      "stories/k.md": story("k", { dependencies: "[b]" }),
    });
    const board = loadBoard(root);
    expect(() => findStory(board, "b")).toThrow(/names 2 stories/);
    expect(board.broken).toMatchObject([
      { slug: "k", problem: { message: "dependency b names 2 stories", fix: "Write b9 or q" } },
    ]);
    expect([findStory(board, "q").id, findStory(board, "b9").slug]).toEqual(["b", "b"]);
  });

  it("of a story that add made means that story", () => {
    const root = makeBoard({ "stories/q.md": story("b"), "stories/b.md": story("story-mk5yvfv5-m3wv") });
    expect(findStory(loadBoard(root), "b").path).toBe(".agentic-sdlc/stories/b.md");
    expect(readStory(root, ".agentic-sdlc/stories/b.md")?.id).toBe("story-mk5yvfv5-m3wv");
  });
});
