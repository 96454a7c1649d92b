import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { ScratchBoard, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const identity = { GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@example.org" };
const env = { ...identity, GIT_COMMITTER_NAME: "t", GIT_COMMITTER_EMAIL: "t@example.org" };

function git(cwd: string, ...args: string[]): void {
  execFileSync("git", args, { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, stdio: "ignore" });
}

const stories = ".agentic-sdlc";

/** A finished story, committed as it was before (branch `before`) and after (`main`); it is committed and clean. */
async function finished(layout: "flat" | "folders"): Promise<string> {
  const dir = newFolder();
  scratchBoard(dir, [{ slug: "one", keys: { workflow: "quick" } }]);
  writeFileSync(join(dir, ".gitignore"), "calls.log\n");
  writeFileSync(join(dir, stories, ".gitignore"), "attempts/\nruns/\nleases/\n.workflow-state*\n");
  if (layout === "folders") {
    for (const status of ["backlog", "in-progress", "done"]) mkdirSync(join(dir, stories, status));
    renameSync(join(dir, stories, "stories/one.md"), join(dir, stories, "backlog/one.md"));
    rmSync(join(dir, stories, "stories"), { recursive: true });
  }
  git(dir, "init", "-q", "-b", "main");
  git(dir, "add", "-A");
  git(dir, "commit", "-qm", "before");
  git(dir, "branch", "before");
  const { code } = await runCli(["run", "--auto"], { cwd: dir, env: new ScratchBoard(dir).env });
  expect(code).toBe(0);
  return dir;
}

function storyFile(dir: string): string {
  const files = readdirSync(join(dir, stories), { recursive: true, encoding: "utf8" });
  return join(dir, stories, files.find((name) => name.endsWith("one.md"))!);
}

function edit(dir: string, from: RegExp, to: string): void {
  const file = storyFile(dir);
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

const commit = (dir: string) => {
  git(dir, "add", "-A");
  git(dir, "commit", "-qm", "after");
};

/** What moves the file back, by the command that does it. */
const ways: Readonly<Record<string, (dir: string) => void>> = {
  "switch to an older branch": (dir) => {
    commit(dir);
    git(dir, "switch", "-q", "before");
  },
  stash: (dir) => {
    git(dir, "add", "-A");
    git(dir, "stash");
  },
  "reset --hard": (dir) => {
    commit(dir);
    git(dir, "reset", "-q", "--hard", "HEAD~1");
  },
  "restore of another commit's version": (dir) => {
    commit(dir);
    git(dir, "commit", "-q", "--allow-empty", "-m", "more");
    git(dir, "rm", "-rqf", stories);
    git(dir, "restore", "--source", "before", "--", stories);
  },
  "pull of a revert": (dir) => {
    commit(dir);
    const remote = newFolder();
    git(remote, "clone", "-q", dir, "r");
    git(join(remote, "r"), "revert", "--no-edit", "HEAD");
    git(dir, "pull", "-q", "--ff-only", join(remote, "r"), "main");
  },
  "rebase that drops the commit": (dir) => {
    commit(dir);
    git(dir, "commit", "-q", "--allow-empty", "-m", "more");
    git(dir, "rebase", "-q", "--onto", "before", "HEAD~1");
  },
  "a flag that a person cleared, committed": (dir) => {
    commit(dir);
    edit(dir, /implementation_complete: true/, "implementation_complete: false");
    commit(dir);
  },
};

describe.each(["flat", "folders"] as const)("a board in git, %s", (layout) => {
  let done = "";
  beforeAll(async () => {
    done = await finished(layout);
  });

  /** Another one like it. */
  const copy = () => {
    const dir = join(newFolder(), "p");
    cpSync(done, dir, { recursive: true });
    return { dir, board: new ScratchBoard(dir) };
  };
  const run = (dir: string, ...args: string[]) => runCli(args, { cwd: dir, env: new ScratchBoard(dir).env });

  it.each(Object.entries(ways))(
    "%s: nothing is withdrawn or paid again, and the story is held",
    async (_, back) => {
      const { dir, board } = copy();
      back(dir);
      const { code, stdout } = await run(dir, "run", "--auto");
      expect({ code, calls: board.calls().length }).toEqual({ code: 3, calls: 2 });
      expect(stdout).toContain("accept keeps what was done, redo does it again");
      expect(board.journal("one").filter(({ type }) => type === "withdrawn" || type === "allowance")).toEqual(
        [],
      );
    },
  );

  it("accept writes what was done again, to the byte; redo does it again, all of it", async () => {
    const { dir, board } = copy();
    const before = readFileSync(storyFile(dir), "utf8");
    ways["switch to an older branch"]!(dir);
    const kept = await run(dir, "accept", "one");
    expect([kept.code, kept.stdout]).toEqual([0, expect.stringContaining("what was done stands")]);
    expect(readFileSync(storyFile(dir), "utf8")).toBe(before);
    expect((await run(dir, "accept", "one")).stdout).toContain("nothing to do");
    git(dir, "checkout", "-q", "--force", "before");
    git(dir, "clean", "-fdq");
    expect((await run(dir, "redo", "one")).stdout).toContain("implement is done again, then review");
    expect((await run(dir, "run", "--auto")).code).toBe(0);
    expect(board.calls()).toHaveLength(4);
  });

  it("stays held when the file is edited: it is git's doing still", async () => {
    const { dir, board } = copy();
    ways["reset --hard"]!(dir);
    await run(dir, "run", "--auto");
    edit(dir, /# one/, "# One more word");
    expect((await run(dir, "run", "--auto")).code).toBe(3);
    expect(board.calls()).toHaveLength(2);
  });

  it("a flag that a person cleared, and did not commit, has the action done again", async () => {
    const { dir, board } = copy();
    commit(dir);
    edit(dir, /reviews_complete: true/, "reviews_complete: false");
    expect((await run(dir, "run", "--auto")).code).toBe(0);
    expect(board.calls()).toHaveLength(3);
  });
});
