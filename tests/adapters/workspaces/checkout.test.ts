import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkout } from "../../../src/adapters/workspaces/checkout.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newDir = tempDirs();
const git = (dir: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
    cwd: dir,
    encoding: "utf8",
  }).trim();

function repository(): string {
  const dir = newDir();
  git(dir, "init", "-q");
  writeFileSync(join(dir, "a.txt"), "one\n");
  writeFileSync(join(dir, ".gitignore"), "ignored/\n");
  mkdirSync(join(dir, ".agentic-sdlc"));
  writeFileSync(join(dir, ".agentic-sdlc/story.md"), "story\n");
  git(dir, "add", "-A");
  git(dir, "commit", "-qm", "first");
  return dir;
}

describe("the tree of a checkout", () => {
  it("changes with tracked and new files, not with ignored ones or our own", async () => {
    const dir = repository();
    const workspace = checkout(dir);
    const first = await workspace.treeHash();
    expect(first).toMatch(/^[0-9a-f]{40,64}$/);
    writeFileSync(join(dir, ".agentic-sdlc/story.md"), "changed\n");
    mkdirSync(join(dir, "ignored"));
    writeFileSync(join(dir, "ignored/x"), "x");
    expect(await workspace.treeHash()).toBe(first);
    writeFileSync(join(dir, "new file"), "x");
    const second = await workspace.treeHash();
    expect(second).not.toBe(first);
    writeFileSync(join(dir, "a.txt"), "two\n");
    rmSync(join(dir, "new file"));
    const third = await workspace.treeHash();
    expect(await workspace.changedFiles(first!, third!)).toEqual(["a.txt"]);
    writeFileSync(join(dir, "a.txt"), "one\n");
    expect(await workspace.treeHash()).toBe(first);
  });

  it("leaves index, HEAD and files alone, whatever is staged or locked", async () => {
    const dir = repository();
    writeFileSync(join(dir, "staged.txt"), "s");
    git(dir, "add", "staged.txt");
    writeFileSync(join(dir, "loose.txt"), "l");
    const before = [readFileSync(join(dir, ".git/index")).toString("hex"), git(dir, "rev-parse", "HEAD")];
    writeFileSync(join(dir, ".git/index.lock"), "");
    expect(await checkout(dir).treeHash()).not.toBeNull();
    rmSync(join(dir, ".git/index.lock"));
    expect([readFileSync(join(dir, ".git/index")).toString("hex"), git(dir, "rev-parse", "HEAD")]).toEqual(
      before,
    );
  });

  it("works without commits, in a subfolder, and in a linked worktree", async () => {
    const empty = newDir();
    git(empty, "init", "-q");
    writeFileSync(join(empty, "x"), "x");
    expect(await checkout(empty).treeHash()).not.toBeNull();
    const dir = repository();
    mkdirSync(join(dir, "sub/.agentic-sdlc"), { recursive: true });
    writeFileSync(join(dir, "sub/b.txt"), "b");
    const whole = await checkout(dir).treeHash();
    writeFileSync(join(dir, "sub/.agentic-sdlc/state"), "s");
    expect(await checkout(join(dir, "sub")).treeHash()).toBe(whole);
    const linked = join(newDir(), "linked");
    git(dir, "worktree", "add", "-q", linked);
    expect(await checkout(linked).treeHash()).not.toBeNull();
  });

  it("is null outside git", async () => {
    const workspace = checkout(newDir());
    expect(await workspace.treeHash()).toBeNull();
    expect(await workspace.keep("s/implement-1")).toBeNull();
    expect(await workspace.changes()).toBeNull();
    await workspace.guard(join(newDir(), "guard.json"));
  });
});

describe("keeping what an attempt left", () => {
  it("saves it under a private ref, untracked files too, and touches nothing", async () => {
    const dir = repository();
    const workspace = checkout(dir);
    expect(await workspace.keep("s/implement-1")).toBeNull();
    writeFileSync(join(dir, "new.txt"), "work");
    const status = git(dir, "status", "--porcelain");
    const ref = await workspace.keep("s/implement-1");
    expect(ref).toBe("refs/agentic-sdlc/kept/s/implement-1");
    expect(git(dir, "show", `${ref}:new.txt`)).toBe("work");
    expect(git(dir, "status", "--porcelain")).toBe(status);
    expect(await workspace.changes()).toEqual({ files: 1, added: 1, removed: 0 });
  });
});

describe("guarding git", () => {
  it("puts back hooks and settings that run something, and names them", async () => {
    const dir = repository();
    const file = join(newDir(), "guard.json");
    const workspace = checkout(dir);
    const hook = join(dir, ".git/hooks/post-checkout");
    mkdirSync(join(dir, ".git/hooks"), { recursive: true });
    writeFileSync(hook, "#!/bin/sh\necho mine\n");
    chmodSync(hook, 0o755);
    await workspace.guard(file);
    writeFileSync(hook, "#!/bin/sh\necho theirs\n");
    writeFileSync(join(dir, ".git/hooks/pre-commit"), "#!/bin/sh\n");
    git(dir, "config", "core.fsmonitor", "/tmp/evil");
    git(dir, "config", "alias.st", "!evil");
    git(dir, "config", "user.name", "Sam");
    expect([...(await workspace.restore(file))].sort()).toEqual([
      "alias.st",
      "core.fsmonitor",
      "hooks/post-checkout",
      "hooks/pre-commit",
    ]);
    expect(readFileSync(hook, "utf8")).toContain("mine");
    expect(statSync(hook).mode & 0o777).toBe(0o755);
    expect(existsSync(join(dir, ".git/hooks/pre-commit"))).toBe(false);
    expect(git(dir, "config", "--list")).not.toMatch(/evil/);
    expect(await workspace.restore(file)).toEqual([]);
  });

  it("leaves settings alone that run nothing", async () => {
    const dir = repository();
    const file = join(newDir(), "guard.json");
    await checkout(dir).guard(file);
    git(dir, "config", "user.name", "Sam");
    expect(await checkout(dir).restore(file)).toEqual([]);
    expect(git(dir, "config", "user.name")).toBeTruthy();
    expect(readFileSync(join(dir, ".git/config"), "utf8")).toContain("Sam");
  });

  it("does nothing without what it would compare with", async () => {
    expect(await checkout(repository()).restore(join(newDir(), "none.json"))).toEqual([]);
  });
});
