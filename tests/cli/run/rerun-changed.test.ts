import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { type ScratchStory, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
/** A project as an older version left it after plan, implement and review: its files as they were, but for leases. */
const older = new URL("../../fixtures/older-hashes/story", import.meta.url);

function board(stories: readonly ScratchStory[]) {
  const dir = newFolder();
  const files = scratchBoard(dir, stories);
  const cli = (...args: string[]) => runCli(args, { cwd: dir, env: files.env });
  return {
    dir,
    files,
    cli,
    verdicts: async () => {
      const { actions } = JSON.parse((await cli("run", "--continue", "--explain", "--json")).stdout);
      return Object.fromEntries(actions.map(({ path, verdict, why }: Verdict) => [path, [verdict, why]]));
    },
    /** What `--rerun-changed` would start with. */
    first: async () => {
      const { stdout } = await cli("run", "--continue", "--rerun-changed", "--dry-run", "--json");
      return JSON.parse(stdout).queue[0].path;
    },
    edit(from: string, to: string) {
      const file = join(dir, ".agentic-sdlc/workflows/story.yaml");
      const text = readFileSync(file, "utf8");
      expect(text).toContain(from);
      writeFileSync(file, text.replace(from, to));
    },
  };
}

interface Verdict {
  readonly path: string;
  readonly verdict: string;
  readonly why: string;
}

const changed = ["input changed", "its step changed since; it stays done (--rerun-changed runs it again)"];
const done = ["done", "recorded and accepted"];

describe("what a rejection reopens", () => {
  it("is a change of its step, which --explain names and --rerun-changed has done again", async () => {
    const { dir, files, cli, verdicts, first, edit } = board([{ slug: "one" }]);
    mkdirSync(join(dir, ".agentic-sdlc/workflows"));
    cpSync(
      new URL(`${older.href}/.agentic-sdlc/workflows/story.yaml`),
      join(dir, ".agentic-sdlc/workflows/story.yaml"),
    );
    await cli("run", "--auto", "--max-actions", "3");
    expect(await verdicts()).toMatchObject({ "story[one]/review#1": done });
    expect(await first()).toBe("story[one]/note#1");

    edit("reopens: implement", "reopens: plan");
    expect(await verdicts()).toMatchObject({
      "story[one]/plan#1": done,
      "story[one]/implement#1": done,
      "story[one]/review#1": changed,
    });
    expect(await first()).toBe("story[one]/review#2");
    await cli("run", "--continue", "--rerun-changed", "--max-actions", "1");
    expect(files.calls().at(-1)).toBe("story[one]/review#2");
    expect(await verdicts()).toMatchObject({ "story[one]/review#2": done });
    expect(await first()).toBe("story[one]/note#1");
  });
});

describe("a board that an older version left", () => {
  const left = () => {
    const made = board([]);
    cpSync(older, made.dir, { recursive: true });
    return made;
  };

  it("reads as unchanged", async () => {
    const { cli, files, verdicts, first } = left();
    expect(await verdicts()).toMatchObject({
      "story[one]/plan#1": done,
      "story[one]/implement#1": done,
      "story[one]/review#1": done,
    });
    expect(await first()).toBe("story[one]/note#1");
    const { code, stdout, stderr } = await cli("run", "--continue", "--rerun-changed");
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/changed/i);
    expect(files.calls()).toEqual([]);
    expect(files.status("one")).toBe("done");
  });

  it.each([
    ["access: write", "access: full", "implement"],
    ["verdict: true, rejected: { reopens: implement }", "verdict: true", "review"],
    ["sets: reviews_complete,", "sets: reviews_complete, checks: true,", "review"],
  ])("reads as changed where %s became %s", async (from, to, action) => {
    const { cli, verdicts, first, edit } = left();
    edit(from, to);
    const found = await verdicts();
    const steps = Object.keys(found).filter((path) => found[path][1] === changed[1]);
    expect(steps).toEqual([`story[one]/${action}#1`]);
    expect(await first()).toBe(`story[one]/${action}#2`);
    const { stderr } = await cli("run", "--continue", "--strict");
    expect(stderr).toContain("The workflow, or a prompt, changed since this run started");
  });
});
