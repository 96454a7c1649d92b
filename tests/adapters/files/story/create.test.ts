import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { loadBoard } from "../../../../src/adapters/files/story/board.ts";
import { createStory } from "../../../../src/adapters/files/story/create.ts";
import { readStory } from "../../../../src/adapters/files/story/read.ts";
import { bundle } from "../../../helpers/bundle.ts";
import { makeBoard } from "../../../helpers/story-board.ts";

const now = new Date("2026-01-08T10:00:00Z");
const flat = () => {
  const root = makeBoard();
  fs.mkdirSync(join(root, ".agentic-sdlc/stories"));
  return root;
};

describe("createStory", () => {
  it("writes the front matter in the order of the design", () => {
    const root = flat();
    const spec = {
      ...{ title: 'Add: a "dark" mode', type: "bug" as const, priority: 1, status: "ready" as const },
      ...{
        labels: ["s", "two words"],
        assignee: "sam",
        effort: "small" as const,
        dependencies: ["add-login"],
      },
      ...{ epic: "checkout", workflow: "quick", body: "# Other\r\n\r\ntext\x1b[2J" },
    };
    const story = createStory(root, spec, now, () => "seed");
    expect(fs.readFileSync(join(root, story.path), "utf8")).toBe(`---
id: ${story.id}
title: 'Add: a "dark" mode'
priority: 1
status: ready
type: bug
created: '2026-01-08'
updated: '2026-01-08'
labels: [s, two words]
assignee: sam
estimated_effort: small
dependencies: [add-login]
epic: checkout
workflow: quick
---
# Other

text
`);
    expect(story.id).toMatch(/^story-[0-9a-z]{8}-[0-9a-z]{4}$/);
    expect(readStory(root, story.path)).toEqual(story);
  });

  it("needs no more than a title", () => {
    const root = flat();
    const story = createStory(root, { title: " Größe\n ändern ", status: "backlog" }, now, () => "seed");
    expect(story).toMatchObject({
      slug: "grosse-andern",
      title: "Größe ändern",
      body: "# Größe ändern\n",
      flags: {
        research_complete: false,
        plan_complete: false,
        implementation_complete: false,
        reviews_complete: false,
      },
    });
  });

  it("numbers stories of one title, whatever folder the first went to", () => {
    const root = makeBoard({ "done/same.md": "x", "backlog/same-2.md": "y" });
    const story = createStory(root, { title: "Same", status: "ready" }, now, () => "seed");
    expect(story.path).toBe(".agentic-sdlc/ready/same-3.md");
    expect(fs.readFileSync(join(root, ".agentic-sdlc/done/same.md"), "utf8")).toBe("x");
  });

  it("refuses what would be no story", () => {
    const root = flat();
    expect(() => createStory(root, { title: " \n", status: "backlog" }, now, () => "x")).toThrow(
      "title is empty",
    );
    const large = { title: "T", status: "backlog" as const, body: "x".repeat(1_000_001) };
    expect(() => createStory(root, large, now, () => "x")).toThrow(expect.objectContaining({ exitCode: 2 }));
    expect(fs.readdirSync(join(root, ".agentic-sdlc/stories"))).toEqual([]);
    expect(() => createStory(join(root, "none"), { title: "T", status: "backlog" }, now, () => "x")).toThrow(
      "no board",
    );
  });

  const script = bundle(`
    import { randomBytes } from "node:crypto";
    import { createStory } from "src/adapters/files/story/create.ts";
    const spec = { title: "Add dark mode", status: "backlog" as const };
    // All begin when the last is ready.
    process.stdin.once("data", () => {
      const story = createStory(process.argv[2]!, spec, new Date(), () => randomBytes(8).toString("hex"));
      process.stdout.write(story.path);
      process.exit();
    });
    process.stdout.write("ready ");
  `);

  it("eight processes at once make eight stories", async () => {
    const root = flat();
    const children = Array.from({ length: 8 }, () => spawn(process.execPath, [script, root]));
    const outputs = children.map(() => "");
    await Promise.all(
      children.map((child, i) => {
        return new Promise<void>((resolve) => {
          child.stdout.on("data", (data) => {
            outputs[i] += data;
            if (outputs[i] === "ready ") resolve();
          });
        });
      }),
    );
    const ends = children.map((child) => new Promise((resolve) => child.on("close", resolve)));
    for (const child of children) child.stdin.write("go");
    expect(await Promise.all(ends)).toEqual(children.map(() => 0));
    const { stories, broken } = loadBoard(root);
    expect(broken).toEqual([]);
    expect(stories.map(({ path }) => `ready ${path}`).sort()).toEqual(outputs.sort());
    expect(new Set(stories.map(({ id }) => id)).size).toBe(8);
    expect(fs.readdirSync(join(root, ".agentic-sdlc/stories"))).toHaveLength(8);
  });
});
