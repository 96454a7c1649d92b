import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const paragraph = "The settings page keeps what was chosen, and every page reads it before it paints. ";

/** Makes a project whose board has `count` stories in all four columns, of about 1 KB each; returns its folder. */
export function makeBoard(parent: string, count: number): string {
  const root = join(parent, `board-${count}`);
  const stories = join(root, ".agentic-sdlc", "stories");
  mkdirSync(stories, { recursive: true });
  for (let n = 0; n < count; n++) writeFileSync(join(stories, `${slugOf(n)}.md`), story(n));
  return root;
}

/** The slug of a board's `n`th story; no two boards differ in it. */
export const slugOf = (n: number): string => `story-number-${n}`;

function story(n: number): string {
  const status = ["backlog", "ready", "in-progress", "done"][n % 4] ?? "backlog";
  const flags = (on: boolean) =>
    ["research", "plan", "implementation", "reviews"].map((name) => `${name}_complete: ${on}`);
  return [
    "---",
    `id: story-mk5yvfv5-${String(n).padStart(5, "0")}x`,
    `title: Story number ${n}`,
    `priority: ${1 + (n % 5)}`,
    `status: ${status}`,
    "type: feature",
    "created: '2026-01-08'",
    "updated: '2026-01-09'",
    "labels: [s, web]",
    ...flags(status === "done"),
    "---",
    `# Story number ${n}`,
    "",
    paragraph.repeat(8),
    "",
    "## Acceptance Criteria",
    "",
    "- [ ] it is kept",
    "- [ ] it is read",
    "",
  ].join("\n");
}
