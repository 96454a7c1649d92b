import { describe, expect, it } from "@jest/globals";
import { findStory, resolveDependency } from "../../../src/domain/story/board.ts";
import type { BrokenStory } from "../../../src/domain/story/story.ts";
import { makeStory } from "../../helpers/story-board.ts";

const broken: BrokenStory = { slug: "half-done", path: "x", problem: { message: "m", fix: "f" } };
const stories = [
  makeStory("add-login", { id: "story-aaa1-x" }),
  makeStory("add", { id: "story-aab2-y" }),
  makeStory("Remove", { id: "story-b-z" }),
];
const board = { stories, broken: [broken], layout: "flat" as const };

describe("findStory", () => {
  it.each([
    ["add-login", "add-login"],
    ["add", "add"],
    ["ADD-L", "add-login"],
    ["remove", "Remove"],
    ["story-b", "Remove"],
    ["STORY-AAB2-Y", "add"],
    ["half", "half-done"],
  ])("%s names %s", (name, slug) => {
    expect(findStory(board, name).slug).toBe(slug);
  });

  const failure = (name: string) => {
    try {
      findStory(board, name);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it("tells copies, which have one name and one id, apart by their paths", () => {
    const copies = ["ready", "done"].map((f) =>
      makeStory("one", { id: "s", path: `.agentic-sdlc/${f}/one.md` }),
    );
    expect(() => findStory({ ...board, stories: copies }, "one")).toThrow(
      expect.objectContaining({ why: "It fits .agentic-sdlc/ready/one.md, .agentic-sdlc/done/one.md" }),
    );
  });

  it("lists what an ambiguous name fits", () => {
    expect(failure("story-aa")).toMatchObject({ exitCode: 2, why: "It fits add-login, add" });
    expect(failure("")).toMatchObject({ exitCode: 2 });
  });

  it("lists the nearest of an unknown name", () => {
    expect(failure("ad-login")).toMatchObject({ exitCode: 2, fix: expect.stringContaining("add-login") });
    expect(failure("zzz")).toMatchObject({ exitCode: 2, fix: "agentic-sdlc status lists the stories" });
  });

  it("tells stories that share a slug apart by id", () => {
    const twins = [makeStory("same", { id: "one" }), makeStory("same", { id: "two" })];
    const both = { stories: twins, broken: [], layout: "folders" as const };
    expect(() => findStory(both, "same")).toThrow(expect.objectContaining({ why: "It fits one, two" }));
    expect(findStory(both, "two").id).toBe("two");
  });
});

describe("resolveDependency", () => {
  it("takes an id or a slug, exactly", () => {
    expect(resolveDependency(stories, "add-login")?.id).toBe("story-aaa1-x");
    expect(resolveDependency(stories, "story-aab2-y")?.slug).toBe("add");
    expect(resolveDependency(stories, "ADD")).toBeUndefined();
    expect(resolveDependency(stories, "__proto__")).toBeUndefined();
  });
});
