import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "@jest/globals";
import type { Story } from "../../src/domain/story/story.ts";

const made: string[] = [];

afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** A project in a folder of its own, with these files (paths below `.agentic-sdlc`), removed after the tests. */
export function makeBoard(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), "stories-"));
  made.push(root);
  mkdirSync(join(root, ".agentic-sdlc"));
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, ".agentic-sdlc", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

/** The text of a story file. */
export function storyText(keys: Readonly<Record<string, string>> = {}, body = "# Title\n"): string {
  const all = { id: "s-1", title: "Title", status: "backlog", ...keys };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
  return `---\n${lines.join("\n")}\n---\n${body}`;
}

/** A story as plain data, for pure functions. */
export function makeStory(slug: string, more: Partial<Story> = {}): Story {
  return {
    id: `id-${slug}`,
    slug,
    path: `.agentic-sdlc/stories/${slug}.md`,
    title: slug,
    priority: 3,
    status: "backlog",
    type: "feature",
    created: "",
    updated: "",
    labels: [],
    dependencies: [],
    flags: {},
    body: "",
    hash: slug,
    ...more,
  };
}
