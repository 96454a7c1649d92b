import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isRepositoryRoot } from "../../../src/adapters/git/root.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const tempDir = tempDirs();
const git = (dir: string, ...args: string[]) =>
  execFileSync("git", args, { cwd: dir, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describe("isRepositoryRoot", () => {
  it("knows what git makes: a repository and a work tree of it, not the folders in them", () => {
    const dir = tempDir();
    git(dir, "init", "-q");
    git(dir, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "first", "--allow-empty");
    git(dir, "worktree", "add", "-q", "inner/tree");
    expect(isRepositoryRoot(dir)).toBe(true);
    expect(isRepositoryRoot(join(dir, "inner"))).toBe(false);
    expect(isRepositoryRoot(join(dir, "inner/tree"))).toBe(true);
  });

  it("passes over what git passes over: an empty .git", () => {
    const dir = tempDir();
    mkdirSync(join(dir, ".git"));
    expect(isRepositoryRoot(dir)).toBe(false);
    expect(() => git(dir, "rev-parse", "--git-dir")).toThrow();
  });

  it("does not throw where there is nothing, or where it may not look", () => {
    const dir = tempDir();
    expect(isRepositoryRoot(join(dir, "none"))).toBe(false);
    writeFileSync(join(dir, "file"), "");
    expect(isRepositoryRoot(join(dir, "file"))).toBe(false);
    mkdirSync(join(dir, ".git"));
    chmodSync(join(dir, ".git"), 0);
    expect(isRepositoryRoot(dir)).toBe(false);
  });
});
