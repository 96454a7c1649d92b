import { describe, expect, it } from "@jest/globals";
import { UserError } from "../../src/domain/errors.ts";
import type { Story } from "../../src/domain/story/story.ts";
import type { StoryStore } from "../../src/engine/ports/story-store.ts";

/** A board with no story yet, which people edit. */
export interface StoryStage {
  readonly store: StoryStore;
  /** Writes a story's file, whole. Returns its path. */
  write(slug: string, more?: Partial<Pick<Story, "title" | "dependencies" | "labels" | "body">>): string;
  /** Gives a key a value that makes no story of the file. */
  spoil(path: string, key: "status" | "priority"): void;
  /** Adds a line to its body. */
  edit(path: string, line: string): void;
  remove(path: string): void;
}

const sections = { plan: { heading: "Implementation Plan", text: "do it" } };
const own = "# Title\n\nWhat a person wrote.\n";

/** What every store of stories promises (src/engine/ports/story-store.ts). */
export function storyStoreContract(name: string, make: () => StoryStage): void {
  const read = ({ store }: StoryStage, path: string) => store.read(path) as Story;

  describe(`${name}: the story store's contract`, () => {
    it("reads every story, and drops none that is broken", () => {
      const stage = make();
      expect(stage.store.load()).toMatchObject({ stories: [], broken: [] });
      const paths = ["a", "b", "c"].map((slug) => stage.write(slug));
      stage.spoil(paths[1]!, "status");
      const { stories, broken } = stage.store.load();
      expect(stories.map(({ slug }) => slug)).toEqual(["a", "c"]);
      const problem = { message: expect.any(String), fix: expect.any(String) };
      expect(broken).toMatchObject([{ slug: "b", path: paths[1], problem }]);
      expect(stage.store.read(paths[0]!)).toEqual(stories[0]);
      expect(stage.store.read(paths[1]!)).toMatchObject({ slug: "b", problem });
      stage.remove(paths[0]!);
      expect(stage.store.read(paths[0]!)).toBeUndefined();
      expect(stage.store.load().stories).toHaveLength(1);
    });

    it("changes what the engine owns, and nothing else", () => {
      const stage = make();
      const path = stage.write("a", { title: "Mine", labels: ["x"], body: own });
      const before = read(stage, path);
      const set = { status: "ready", plan_complete: true, last_error: "boom", blocked_reason: "tired" };
      const after = stage.store.patch(path, () => ({ set, sections }));
      expect(read(stage, path)).toEqual(after);
      const { updated, hash, body, ...rest } = after;
      const { updated: _updated, hash: hashBefore, body: _body, ...restBefore } = before;
      expect(rest).toEqual({
        ...restBefore,
        ...{ status: "ready", flags: { plan_complete: true }, lastError: "boom", blockedReason: "tired" },
      });
      expect(hash).not.toBe(hashBefore);
      expect(updated).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(body.startsWith(own)).toBe(true);
      expect(body).toContain("## Implementation Plan\n");
      expect(body).toContain("\ndo it\n");
    });

    it("removes keys, and replaces sections", () => {
      const stage = make();
      const path = stage.write("a", { body: own });
      const clean = read(stage, path);
      stage.store.patch(path, () => ({ set: { blocked_reason: "tired", plan_complete: true }, sections }));
      const rewritten = { plan: { heading: "Implementation Plan", text: "do better" } };
      const set = { blocked_reason: null, plan_complete: null, status: undefined };
      const after = stage.store.patch(path, () => ({ set, sections: rewritten }));
      expect([after.blockedReason, after.flags, after.status]).toEqual([undefined, {}, clean.status]);
      expect(after.body).toContain("do better");
      expect(after.body).not.toContain("do it");
    });

    it("changes nothing where there is nothing to change", () => {
      const stage = make();
      const path = stage.write("a");
      const change = () => ({ set: { status: "ready" }, sections });
      const once = stage.store.patch(path, change);
      expect(stage.store.patch(path, change)).toEqual(once);
      expect(stage.store.patch(path, () => ({}))).toEqual(once);
      expect(read(stage, path)).toEqual(once);
    });

    it("never overwrites an edit made meanwhile: it asks again, with that in it", () => {
      const stage = make();
      const path = stage.write("a", { body: own });
      const seen: string[] = [];
      const after = stage.store.patch(path, ({ body }) => {
        if (seen.push(body) <= 2) stage.edit(path, `edit ${seen.length}`);
        return { set: { last_error: `after ${seen.length}` } };
      });
      expect(seen).toHaveLength(3);
      expect(seen[2]).toContain("edit 2");
      expect(after).toMatchObject({ body: expect.stringContaining("edit 2"), lastError: "after 3" });
    });

    it("gives up on a file that never stops changing, and leaves the last edit", () => {
      const stage = make();
      const path = stage.write("a");
      let edits = 0;
      const restless = () => {
        stage.edit(path, `edit ${++edits}.`);
        return { set: { status: "ready" } };
      };
      expect(() => stage.store.patch(path, restless)).toThrow(expect.objectContaining({ exitCode: 7 }));
      expect(read(stage, path)).toMatchObject({
        status: "backlog",
        body: expect.stringContaining(`edit ${edits}.`),
      });
    });

    it("refuses what is gone, is broken, or would be", () => {
      const stage = make();
      const path = stage.write("a");
      const before = read(stage, path);
      const bad = { set: { status: "nowhere" } };
      expect(() => stage.store.patch(path, () => bad)).toThrow(UserError);
      expect(read(stage, path)).toEqual(before);
      stage.spoil(path, "priority");
      expect(() => stage.store.patch(path, () => ({}))).toThrow(expect.objectContaining({ exitCode: 3 }));
      stage.remove(path);
      expect(() => stage.store.patch(path, () => ({}))).toThrow(expect.objectContaining({ exitCode: 1 }));
    });

    it("mends what the engine owns, and only where that is all that is wrong", () => {
      const stage = make();
      const path = stage.write("a", { body: own });
      const owned = { status: "ready", plan_complete: true };
      expect(stage.store.mend(path, owned)).toEqual({});
      stage.spoil(path, "status");
      expect(Object.keys(stage.store.mend(path, owned))).toEqual(["status"]);
      expect(read(stage, path)).toMatchObject({ status: "ready", flags: {}, body: own });
      stage.spoil(path, "priority");
      expect(stage.store.mend(path, owned)).toEqual({});
      expect(stage.store.load().broken).toHaveLength(1);
      stage.remove(path);
      expect(stage.store.mend(path, owned)).toEqual({});
    });

    it("finds a dependency by id or slug", () => {
      const stage = make();
      const path = stage.write("a");
      const { id } = read(stage, path);
      const board = stage.store.load();
      for (const name of [id, "a"])
        expect(stage.store.dependency(board, name)).toMatchObject({ id, slug: "a" });
      for (const name of ["b", "", id.slice(1)]) expect(stage.store.dependency(board, name)).toBeUndefined();
      stage.spoil(path, "status");
      expect(stage.store.dependency(stage.store.load(), "a")).toBeUndefined();
    });

    it("hashes what a person wrote, and nothing that the engine did", () => {
      const stage = make();
      const path = stage.write("a", { body: own });
      const hash = () => stage.store.inputHash(read(stage, path));
      const before = hash();
      const set = { status: "ready", plan_complete: true, last_error: "boom", blocked_reason: "tired" };
      stage.store.patch(path, () => ({ set, sections }));
      expect(hash()).toBe(before);
      stage.edit(path, "more of mine");
      const edited = hash();
      expect(edited).not.toBe(before);
      stage.write("a", { title: "Another", body: own });
      expect([before, edited]).not.toContain(hash());
    });
  });
}
