import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { patchStory } from "../../../../src/adapters/files/story/patch.ts";
import type { Story, StoryPatch } from "../../../../src/domain/story/story.ts";
import { bundle } from "../../../helpers/bundle.ts";
import { makeBoard, storyText } from "../../../helpers/story-board.ts";

const now = new Date("2030-01-01T00:00:00Z");
const path = ".agentic-sdlc/stories/a.md";
const board = (text = storyText()) => makeBoard({ "stories/a.md": text });
const read = (root: string) => fs.readFileSync(join(root, path), "utf8");
const patch = (root: string, change: StoryPatch, at = path) => patchStory(root, at, () => change, { now });

describe("patchStory", () => {
  it("writes keys and sections, and returns the story as it now stands", () => {
    const root = board();
    const { story, changed } = patch(root, {
      set: { status: "ready", plan_complete: true },
      sections: { plan: { heading: "Implementation Plan", text: "do it" } },
    });
    expect(changed).toBe(true);
    expect(story).toMatchObject({
      status: "ready",
      flags: { plan_complete: true },
      updated: "2030-01-01",
      path,
    });
    expect(read(root)).toContain("## Implementation Plan\n\n<!-- agentic-sdlc:plan -->\ndo it\n");
  });

  it("does not touch the file when nothing changes", () => {
    const root = board();
    const stamp = () => {
      const { ino, mtimeNs, ctimeNs } = fs.statSync(join(root, path), { bigint: true });
      return { ino, mtimeNs, ctimeNs };
    };
    const before = stamp();
    expect(patch(root, { set: { status: "backlog", last_error: null } }).changed).toBe(false);
    expect(stamp()).toEqual(before);
  });

  it("keeps the file's permissions, and leaves nothing beside it", () => {
    const root = board();
    fs.chmodSync(join(root, path), 0o640);
    patch(root, { set: { status: "ready" } });
    expect(fs.statSync(join(root, path)).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(join(root, ".agentic-sdlc/stories"))).toEqual(["a.md"]);
  });

  it.each([
    ["in place", (file: string) => fs.appendFileSync(file, "mine\n")],
    [
      "by replacing the file",
      (file: string) => {
        fs.writeFileSync(`${file}~`, `${fs.readFileSync(file, "utf8")}mine\n`);
        fs.renameSync(`${file}~`, file);
      },
    ],
    [
      "to a text of the same length",
      (file: string) => fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("# Title", "# mine\n")),
    ],
  ])("never loses an edit made meanwhile, %s", (_, edit) => {
    const root = board();
    const seen: Story[] = [];
    patchStory(
      root,
      path,
      (fresh) => {
        if (seen.push(fresh) <= 3) edit(join(root, path));
        return {
          set: { status: "ready" },
          sections: { research: { heading: "Research", text: `try ${seen.length}` } },
        };
      },
      { now },
    );
    expect(seen.length).toBeGreaterThan(1);
    expect(read(root)).toContain("mine\n");
    expect(read(root)).toContain("status: ready");
    expect(read(root)).toContain(`try ${seen.length}\n`);
    expect(seen.at(-1)?.body).toContain("mine\n");
  });

  it("gives up with exit 7 on a file that never stops changing, and leaves the last edit", () => {
    const root = board();
    let edits = 0;
    const make = () => {
      fs.appendFileSync(join(root, path), `${++edits}\n`);
      return { set: { status: "ready" } };
    };
    expect(() => patchStory(root, path, make, { now })).toThrow(expect.objectContaining({ exitCode: 7 }));
    expect(read(root)).toContain("status: backlog");
    expect(read(root)).toContain(`\n${edits}\n`);
  });

  it("refuses a file that is gone, broken, or a link", () => {
    const root = board(storyText({ status: "nowhere" }));
    fs.symlinkSync("a.md", join(root, ".agentic-sdlc/stories/link.md"));
    const link = ".agentic-sdlc/stories/link.md";
    expect(() => patch(board(""), {})).toThrow(expect.objectContaining({ exitCode: 3 }));
    expect(() => patch(root, {})).toThrow(expect.objectContaining({ exitCode: 3, why: expect.any(String) }));
    expect(() => patch(root, {}, link)).toThrow(expect.objectContaining({ exitCode: 3 }));
    expect(() => patch(root, {}, ".agentic-sdlc/stories/none.md")).toThrow("no longer exists");
  });

  it.each([
    "../a.md",
    ".agentic-sdlc/stories/../../a.md",
    ".agentic-sdlc/stories/.a.md",
    "/etc/passwd",
    "stories/a.md",
  ])("leads nowhere else: %s", (elsewhere) => {
    expect(() => patch(board(), {}, elsewhere)).toThrow("no longer exists");
  });

  it("writes nothing that would break the story", () => {
    const root = board();
    expect(() => patch(root, { set: { status: "nowhere" } })).toThrow(/Cannot write/);
    expect(read(root)).toBe(storyText());
  });

  const script = bundle(`
    import { patchStory } from "src/adapters/files/story/patch.ts";
    const text = "x".repeat(60_000);
    const sections = { research: { heading: "Research", text } };
    try {
      patchStory(process.argv[2]!, ${JSON.stringify(path)}, () => ({ sections }), { now: new Date() });
      console.log("saved");
    } catch (error) {
      console.log((error as { name: string }).name, (error as { exitCode: number }).exitCode);
    }
  `);

  it("a disk that fills up leaves the good file whole, and is exit 7", () => {
    const root = board();
    const run = (limit: string) => {
      const command = `ulimit -f ${limit}; exec "$0" "$1" "$2"`;
      return spawnSync("bash", ["-c", command, process.execPath, script, root], { encoding: "utf8" });
    };
    // The limit cuts the file within its bytes: a first short write succeeds, the next one fails.
    expect(run("20").stdout).toBe("NotSavedError 7\n");
    expect(read(root)).toBe(storyText());
    expect(fs.readdirSync(join(root, ".agentic-sdlc/stories"))).toEqual(["a.md"]);
    expect(run("unlimited").stdout).toBe("saved\n");
    expect(read(root).length).toBeGreaterThan(60_000);
  });
});
