import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../helpers/cli.ts";
import { everything } from "../helpers/everything.ts";
import { scratchBoard } from "../helpers/scratch-board.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(...stories: Parameters<typeof scratchBoard>[1]) {
  const cwd = newFolder();
  scratchBoard(cwd, stories);
  const cli = (...args: string[]) => runCli(args, { cwd });
  const json = async (...args: string[]) => JSON.parse((await cli(...args, "--json")).stdout);
  return { cwd, cli, json };
}

describe("add", () => {
  it("adds a story, and says what comes next", async () => {
    const { cwd, cli } = board();
    expect(await cli("add", "Add dark mode")).toEqual({
      code: 0,
      signal: null,
      stdout: "✓ add-dark-mode (backlog)\nNext: agentic-sdlc run\n",
      stderr: "",
    });
    expect(readFileSync(join(cwd, ".agentic-sdlc/stories/add-dark-mode.md"), "utf8")).toMatch(
      /^---\nid: story-[a-z0-9]+-[a-z0-9]{4}\ntitle: Add dark mode\n/,
    );
  });

  it("takes all that can be said of a story", async () => {
    const { cwd, json } = board({ slug: "add-login" });
    writeFileSync(join(cwd, "notes.md"), "# Notes\n\nHello.\n");
    const args = [
      "Fix it: now",
      "--type",
      "bug",
      "--priority",
      "1",
      "--label",
      "a",
      "--label",
      "b,c",
      "--ready",
    ];
    const more = ["--epic", "checkout", "--depends-on", "ADD-L", "--assignee", "sam", "--effort", "small"];
    const { story } = await json("add", ...args, ...more, "--quick", "--body-file", "notes.md");
    expect(story).toMatchObject({
      title: "Fix it: now",
      type: "bug",
      priority: 1,
      labels: ["a", "b", "c"],
      status: "ready",
      epic: "checkout",
      dependencies: ["add-login"],
      assignee: "sam",
      effort: "small",
      workflow: "quick",
    });
    expect(story.body).toContain("Hello.");
    expect((await json("show", story.slug)).story).toEqual(story);
  });

  it("reads the text from standard input", async () => {
    const { cwd, json } = board();
    await runCli(["add", "Piped", "--body-file", "-"], { cwd, input: "From a pipe.\n" });
    expect((await json("show", "piped")).story.body).toContain("From a pipe.");
  });

  it("makes a story each when eight are added at once", async () => {
    const { cli, json } = board();
    const results = await Promise.all(Array.from({ length: 8 }, () => cli("add", "The same")));
    expect(results.map(({ code }) => code)).toEqual(Array(8).fill(0));
    const { stories, broken } = await json("status");
    expect([stories.length, broken.length]).toEqual([8, 0]);
    expect(new Set(stories.map(({ id }: { id: string }) => id)).size).toBe(8);
  });

  it.each([
    [["  "], "The title is empty"],
    [["x", "--type", "feture"], '--type cannot be "feture"'],
    [["x", "--effort", "huge"], '--effort cannot be "huge"'],
    [["x", "--priority", "high"], '--priority cannot be "high"'],
    [["x", "--label", " "], "--label is empty"],
    [["x", "--body-file", "nope.md"], "Cannot read --body-file nope.md"],
    [["x", "--depends-on", "nothing-like-it"], "nothing-like-it"],
  ])("%j is exit 2 and adds nothing", async (args, message) => {
    const { cwd, cli } = board({ slug: "one" });
    const before = everything(cwd);
    const { code, stderr } = await cli("add", ...args);
    expect([code, stderr.split("\n")[0]]).toEqual([2, expect.stringContaining(message)]);
    expect(everything(cwd)).toEqual(before);
  });
});

describe("the reading commands", () => {
  it("do not change a byte on disk", async () => {
    const { cwd, cli } = board({ slug: "one" }, { slug: "two", keys: { status: "odd" } });
    const before = everything(cwd);
    const reads = [
      ["status"],
      ["board", "--all", "--json"],
      ["show", "one"],
      ["d", "two"],
      ["runs"],
      ["doctor"],
    ];
    for (const args of reads) expect([args, (await cli(...args)).code]).toEqual([args, 0]);
    expect(everything(cwd)).toEqual(before);
  });

  it("show what is broken, with file, line and fix, and go on with the rest", async () => {
    const { cli, json } = board({ slug: "one" }, { slug: "odd", keys: { status: "redy" } });
    const { stdout } = await cli("status");
    expect(stdout).toMatch(/broken +\.agentic-sdlc\/stories\/odd\.md:\d+: .*redy.*ready/);
    expect(stdout).toContain("Next: refine one");
    expect((await cli("show", "odd")).stdout).toMatch(/^odd is broken\n {2}.*odd\.md:\d+: /);
    expect((await json("show", "odd")).broken.problem.line).toBeGreaterThan(1);
  });

  it("find a story by slug, id, or a unique prefix, in any case", async () => {
    const { cli, json } = board({ slug: "add-dark-mode" }, { slug: "add-login" }, { slug: "add" });
    for (const name of ["add-dark-mode", "story-add-dark-mode", "ADD-D", "Story-Add-Dark"]) {
      expect((await json("show", name)).story.slug).toBe("add-dark-mode");
    }
    expect((await json("show", "add")).story.slug).toBe("add");
    const ambiguous = await cli("show", "add-");
    expect([ambiguous.code, ambiguous.stderr]).toEqual([
      2,
      expect.stringMatching(/add-dark-mode[\s\S]*add-login/),
    ]);
    const unknown = await cli("show", "add-drak-mode");
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("add-dark-mode")]);
  });

  it("show every story of a large board in time", async () => {
    const { json } = board(...Array.from({ length: 300 }, (_, n) => ({ slug: `story-${n}` })));
    expect((await json("status")).next).toHaveLength(300);
  });
});

describe("workflow", () => {
  it("lists and prints, also where there is no board", async () => {
    const cli = (...args: string[]) => runCli(args, { cwd: newFolder() });
    expect((await cli("workflow", "list")).stdout).toMatch(
      /^story +refine → research → plan → implement → review/,
    );
    expect((await cli("workflow", "show", "quick")).stdout).toMatch(/^name: quick\nsteps:\n/);
    expect(await cli("workflow", "show", "quik")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("quick"),
    });
  });
});
