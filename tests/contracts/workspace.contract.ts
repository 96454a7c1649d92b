import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Workspace } from "../../src/engine/ports/workspace.ts";
import { Repo } from "../adapters/git/repo.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

/** Makes a workspace whose files are those of `repo`. */
export type MakeWorkspace = (repo: Repo) => Workspace;

/** What every workspace over git promises, wherever its files lie. */
export function workspaceContract(name: string, make: MakeWorkspace): void {
  const newDir = tempDirs();
  const setUp = () => {
    const repo = Repo.init(newDir());
    const workspace = make(repo);
    return { repo, workspace, in: new Repo(workspace.dir) };
  };
  /** All that looking must not touch. */
  const untouched = ({ repo, in: files }: { repo: Repo; in: Repo }) => [
    readFileSync(
      files
        .git("rev-parse", "--git-path", "index")
        .trim()
        .replace(/^(?!\/)/, `${files.dir}/`),
    ),
    files.git("rev-parse", "HEAD"),
    files.git("--no-optional-locks", "status", "--porcelain", "--ignored"),
    repo.git("for-each-ref", "refs/heads"),
  ];

  describe(`${name}: the workspace's contract`, () => {
    it("hashes tracked and unignored files, and nothing of ours", async () => {
      const { workspace, in: files } = setUp();
      const before = await workspace.treeHash();
      expect(files.files(before!)).toEqual([".gitignore", "src/a.txt"]);
      files.write("ignored", "x");
      files.write(".agentic-sdlc/stories/s.md", "changed");
      files.write(".agentic-sdlc/stories/t.md", "new");
      expect(await workspace.treeHash()).toBe(before);
      files.write("new", "x");
      const added = await workspace.treeHash();
      expect(added).not.toBe(before);
      rmSync(join(files.dir, "new"));
      expect(await workspace.treeHash()).toBe(before);
    });

    it("touches neither index, HEAD, branches nor files", async () => {
      const made = setUp();
      made.in.write("staged", "x");
      made.in.git("add", "staged");
      made.in.write("staged", "y");
      made.in.write("untracked", "x");
      const before = untouched(made);
      await made.workspace.treeHash();
      await made.workspace.keep("story-1/implement-1");
      await made.workspace.changes();
      expect(untouched(made)).toEqual(before);
    });

    it("keeps what there is, untracked files included, on top of HEAD", async () => {
      const { workspace, repo, in: files } = setUp();
      files.write("src/a.txt", "two\n");
      files.write("new.txt", "new\n");
      files.write("ignored", "x");
      const ref = await workspace.keep("story-1/implement-1");
      expect(ref).toBe("refs/agentic-sdlc/kept/story-1/implement-1");
      expect(repo.show(ref!, "src/a.txt")).toBe("two\n");
      expect(repo.show(ref!, "new.txt")).toBe("new\n");
      expect(repo.git("diff", "--name-status", "--no-renames", `${ref}^`, ref!)).toBe(
        "A\tnew.txt\nM\tsrc/a.txt\n",
      );
      expect(repo.git("rev-parse", `${ref}^`)).toBe(files.git("rev-parse", "HEAD"));
    });

    it("keeps nothing when there is nothing, stories aside", async () => {
      const { workspace, in: files } = setUp();
      files.write(".agentic-sdlc/stories/s.md", "changed");
      expect(await workspace.keep("story-1/implement-1")).toBeNull();
    });

    it("loses nothing when it keeps again after a crash", async () => {
      const { workspace, repo, in: files } = setUp();
      files.write("src/a.txt", "work\n");
      const ref = (await workspace.keep("s/implement-1"))!;
      const first = repo.git("rev-parse", ref);
      expect(await workspace.keep("s/implement-1")).toBe(ref);
      expect(repo.git("rev-parse", ref)).toBe(first);
      files.write("src/a.txt", "other\n");
      await workspace.keep("s/implement-1");
      expect(repo.show(ref, "src/a.txt")).toBe("other\n");
      expect(repo.git("log", "--format=%H", ref)).toContain(first.trim());
      files.git("checkout", "-q", "--", ".");
      expect(await workspace.keep("s/implement-1")).toBe(ref);
    });

    it("names the files that differ between two trees", async () => {
      const { workspace, in: files } = setUp();
      const before = (await workspace.treeHash())!;
      files.write("src/a.txt", "two");
      files.write("with space/ü.txt", "x");
      const after = (await workspace.treeHash())!;
      expect(await workspace.changedFiles(before, after)).toEqual(["src/a.txt", "with space/ü.txt"]);
      expect(await workspace.changedFiles(after, after)).toEqual([]);
      await expect(workspace.changedFiles(before, "0".repeat(40))).rejects.toThrow("git diff-tree failed");
    });

    it("counts what changed against HEAD", async () => {
      const { workspace, in: files } = setUp();
      expect(await workspace.changes()).toEqual({ files: 0, added: 0, removed: 0 });
      files.write("src/a.txt", "two\nthree\n");
      files.write("new.txt", "1\n2\n3\n");
      files.write("binary", "\0\0");
      files.write(".agentic-sdlc/stories/s.md", "changed");
      expect(await workspace.changes()).toEqual({ files: 3, added: 5, removed: 1 });
    });

    it("puts back changed hooks and settings that run something, and names them", async () => {
      const { workspace, repo, in: files } = setUp();
      repo.write(".git/hooks/pre-push", "#!/bin/sh\n");
      const saved = join(newDir(), "guard.json");
      await workspace.guard(saved);
      expect(await workspace.restore(saved)).toEqual([]);
      repo.write(".git/hooks/pre-push", "#!/bin/sh\nevil\n");
      repo.write(".git/hooks/post-checkout", "evil");
      files.git("config", "core.sshCommand", "evil");
      files.git("config", "filter.x.clean", "evil");
      const names = await workspace.restore(saved);
      expect([...names].sort()).toEqual([
        "core.sshcommand",
        "filter.x.clean",
        "hooks/post-checkout",
        "hooks/pre-push",
      ]);
      expect(repo.read(".git/hooks/pre-push")).toBe("#!/bin/sh\n");
      expect(repo.read(".git/config")).not.toContain("evil");
      expect(await workspace.restore(saved)).toEqual([]);
    });

    it("has nothing to put back without a guard's file", async () => {
      expect(await setUp().workspace.restore(join(newDir(), "none.json"))).toEqual([]);
    });
  });
}
