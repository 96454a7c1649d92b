import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { validateBoard } from "../../../src/domain/story/check.ts";
import { dependencyOrder } from "../../../src/domain/story/order.ts";
import type { BrokenStory } from "../../../src/domain/story/story.ts";
import { makeStory } from "../../helpers/story-board.ts";

const story = (slug: string, ...dependencies: string[]) => makeStory(slug, { dependencies });
const problems = (broken: readonly BrokenStory[]) =>
  Object.fromEntries(broken.map(({ slug, problem }) => [slug, problem.message]));

describe("validateBoard", () => {
  it("finds nothing wrong with a good board", () => {
    const stories = [story("a", "b", "id-c"), story("b", "c"), story("c")];
    expect(validateBoard(stories, [])).toEqual({ stories, broken: [] });
  });

  it("breaks both stories of one id, in any case, each naming the other", () => {
    const stories = [makeStory("a", { id: "X" }), makeStory("b", { id: "x" }), story("c", "a")];
    const checked = validateBoard(stories, [], () => 2);
    expect(checked.stories).toEqual([stories[2]]);
    expect(checked.broken[0]).toMatchObject({ id: "X", problem: { line: 2, fix: expect.any(String) } });
    expect(problems(checked.broken)).toEqual({
      a: "duplicate id X: .agentic-sdlc/stories/b.md has it too",
      b: "duplicate id x: .agentic-sdlc/stories/a.md has it too",
    });
  });

  it("breaks a story whose id a broken file claims too", () => {
    const other = { slug: "b", path: "p/b.md", id: "id-a", problem: { message: "m", fix: "f" } };
    expect(problems(validateBoard([story("a")], [other]).broken)).toEqual({
      b: "m",
      a: "duplicate id id-a: p/b.md has it too",
    });
  });

  it("names unknown dependencies, with the nearest; broken stories are known", () => {
    const half = { slug: "half", path: "half.md", problem: { message: "m", fix: "f" } };
    const { broken } = validateBoard(
      [story("a", "ad-login"), story("add-login"), story("b", "half")],
      [half],
    );
    expect(broken.slice(1)).toMatchObject([
      { slug: "a", problem: { message: 'unknown dependency "ad-login"', fix: "Did you mean add-login?" } },
    ]);
  });

  it("names a cycle, and breaks all of it, but not what only waits for it", () => {
    const stories = [
      story("w", "a"),
      story("a", "b"),
      story("b", "id-c"),
      story("c", "a"),
      story("self", "self"),
    ];
    const checked = validateBoard(stories, []);
    expect(checked.stories.map((s) => s.slug)).toEqual(["w"]);
    expect(problems(checked.broken)).toMatchObject({ self: "cyclic dependencies: self → self" });
    for (const slug of ["a", "b", "c"]) {
      expect(problems(checked.broken)[slug]).toMatch(
        /^cyclic dependencies: (a → b → c → a|b → c → a → b|c → a → b → c)$/,
      );
    }
  });

  it("breaks both stories of one branch", () => {
    const branch = "agentic-sdlc/x";
    const { broken } = validateBoard([makeStory("a", { branch }), makeStory("b", { branch })], []);
    expect(problems(broken)).toMatchObject({
      a: "branch agentic-sdlc/x is also that of .agentic-sdlc/stories/b.md",
    });
    expect(broken).toHaveLength(2);
  });

  it("drops nothing, whatever the board", () => {
    const slug = fc.constantFrom("a", "b", "c", "d", "e", "nobody");
    const board = fc.array(fc.tuple(fc.array(slug, { maxLength: 3 }), fc.boolean()), { maxLength: 5 });
    fc.assert(
      fc.property(board, (spec) => {
        const stories = spec.map(([needs, twin], i) =>
          makeStory("abcde"[i]!, { dependencies: needs, id: twin ? "twin" : `id-${i}` }),
        );
        const checked = validateBoard(stories, []);
        expect([...checked.stories, ...checked.broken].map((s) => s.slug).sort()).toEqual(
          stories.map((s) => s.slug),
        );
        // What is left has an order: each after what it needs, as far as that is whole.
        const order = dependencyOrder(checked.stories).map((s) => s.slug);
        for (const { slug, dependencies } of checked.stories) {
          for (const need of dependencies) {
            if (order.includes(need)) expect(order.indexOf(need)).toBeLessThan(order.indexOf(slug));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("walks a chain as long as a large board", () => {
    const stories = Array.from({ length: 10_000 }, (_, i) =>
      story(`s${i}`, ...(i < 9_999 ? [`s${i + 1}`] : [])),
    );
    expect(validateBoard(stories, []).broken).toEqual([]);
    expect(dependencyOrder(stories)[0]?.slug).toBe("s9999");
  });
});
