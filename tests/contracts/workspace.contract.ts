import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Workspace } from "../../src/engine/ports/workspace.ts";
import { Repo } from "../adapters/git/repo.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

/**
 * A workspace of `.gitignore` (`ignored`), `src/a.txt` (`one`) and a story, all of them committed, and how people and
 * agents change it.
 */
export interface WorkspaceStage {
  readonly workspace: Workspace;
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Puts everything back that is not as it was committed. */
  checkout(): void;
  /** Names of all files in a tree. */
  files(tree: string): string[];
  /** A file as a tree, or what was kept under a ref, holds it. */
  show(tree: string, path: string): string;
  /** A hook, or a setting that runs something, by name; written as nobody should. */
  writeExecuting(name: Executing, text: string): void;
  readHook(name: "hooks/pre-push"): string;
  /** Every setting there is. */
  settings(): string;
  /** A file's name to guard into. */
  guardFile(): string;
}

export type Executing = "hooks/pre-push" | "hooks/post-checkout" | "core.sshCommand" | "filter.x.clean";

/** Makes a workspace whose files are those of `repo`. */
export type MakeWorkspace = (repo: Repo) => Workspace;

/** What every workspace promises (src/engine/ports/workspace.ts). */
export function workspaceContract(name: string, make: () => WorkspaceStage): void {
  describe(`${name}: the workspace's contract`, () => {
    it("hashes tracked and unignored files, and nothing of ours", async () => {
      const stage = make();
      const { workspace } = stage;
      const before = await workspace.treeHash();
      expect(stage.files(before!)).toEqual([".gitignore", "src/a.txt"]);
      stage.write("ignored", "x");
      stage.write(".agentic-sdlc/stories/s.md", "changed");
      stage.write(".agentic-sdlc/stories/t.md", "new");
      expect(await workspace.treeHash()).toBe(before);
      stage.write("new", "x");
      const added = await workspace.treeHash();
      expect(added).not.toBe(before);
      stage.remove("new");
      expect(await workspace.treeHash()).toBe(before);
    });

    it("keeps what there is, untracked files included", async () => {
      const stage = make();
      stage.write("src/a.txt", "two\n");
      stage.write("new.txt", "new\n");
      stage.write("ignored", "x");
      const ref = await stage.workspace.keep("story-1/implement-1");
      expect(ref).toBe("refs/agentic-sdlc/kept/story-1/implement-1");
      expect(stage.show(ref!, "src/a.txt")).toBe("two\n");
      expect(stage.show(ref!, "new.txt")).toBe("new\n");
      expect(() => stage.show(ref!, "ignored")).toThrow();
    });

    it("keeps nothing when there is nothing, stories aside", async () => {
      const stage = make();
      stage.write(".agentic-sdlc/stories/s.md", "changed");
      expect(await stage.workspace.keep("story-1/implement-1")).toBeNull();
    });

    it("still has what it kept when there is nothing any more", async () => {
      const stage = make();
      stage.write("src/a.txt", "work\n");
      const ref = (await stage.workspace.keep("s/implement-1"))!;
      expect(await stage.workspace.keep("s/implement-1")).toBe(ref);
      stage.write("src/a.txt", "other\n");
      await stage.workspace.keep("s/implement-1");
      expect(stage.show(ref, "src/a.txt")).toBe("other\n");
      stage.checkout();
      expect(await stage.workspace.keep("s/implement-1")).toBe(ref);
    });

    it("names the files that differ between two trees", async () => {
      const stage = make();
      const { workspace } = stage;
      const before = (await workspace.treeHash())!;
      stage.write("src/a.txt", "two");
      stage.write("with space/ü.txt", "x");
      const after = (await workspace.treeHash())!;
      expect(await workspace.changedFiles(before, after)).toEqual(["src/a.txt", "with space/ü.txt"]);
      expect(await workspace.changedFiles(after, after)).toEqual([]);
      await expect(workspace.changedFiles(before, "0".repeat(40))).rejects.toThrow("git diff-tree failed");
    });

    it("counts what changed against HEAD", async () => {
      const stage = make();
      expect(await stage.workspace.changes()).toEqual({ files: 0, added: 0, removed: 0 });
      stage.write("src/a.txt", "two\nthree\n");
      stage.write("new.txt", "1\n2\n3\n");
      stage.write("binary", "\0\0");
      stage.write(".agentic-sdlc/stories/s.md", "changed");
      expect(await stage.workspace.changes()).toEqual({ files: 3, added: 5, removed: 1 });
    });

    it("tells its own files that decide what later runs do, and when they change", () => {
      const stage = make();
      const before = stage.workspace.ownFiles();
      stage.write(".agentic-sdlc/workflows/x.yaml", "{}");
      const after = stage.workspace.ownFiles();
      expect(Object.keys(after)).toEqual([...Object.keys(before), ".agentic-sdlc/workflows/x.yaml"]);
      stage.write(".agentic-sdlc/workflows/x.yaml", "{ }");
      expect(stage.workspace.ownFiles()).not.toEqual(after);
      stage.write(".agentic-sdlc/stories/s.md", "changed");
      stage.write(".agentic-sdlc/workflows/x.yaml", "{}");
      expect(stage.workspace.ownFiles()).toEqual(after);
    });

    it("puts back changed hooks and settings that run something, and names them", async () => {
      const stage = make();
      const { workspace } = stage;
      stage.writeExecuting("hooks/pre-push", "#!/bin/sh\n");
      const saved = stage.guardFile();
      await workspace.guard(saved);
      expect(await workspace.restore(saved)).toEqual([]);
      stage.writeExecuting("hooks/pre-push", "#!/bin/sh\nevil\n");
      stage.writeExecuting("hooks/post-checkout", "evil");
      stage.writeExecuting("core.sshCommand", "evil");
      stage.writeExecuting("filter.x.clean", "evil");
      const names = await workspace.restore(saved);
      expect([...names].sort()).toEqual([
        "core.sshcommand",
        "filter.x.clean",
        "hooks/post-checkout",
        "hooks/pre-push",
      ]);
      expect(stage.readHook("hooks/pre-push")).toBe("#!/bin/sh\n");
      expect(stage.settings()).not.toContain("evil");
      expect(await workspace.restore(saved)).toEqual([]);
    });

    it("has nothing to put back without a guard's file", async () => {
      const { workspace, guardFile } = make();
      expect(await workspace.restore(guardFile())).toEqual([]);
    });
  });
}

/** What every workspace over git promises, wherever its files lie. */
export function gitWorkspaceContract(name: string, make: MakeWorkspace): void {
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

  workspaceContract(name, () => {
    const { repo, workspace, in: files } = setUp();
    return {
      workspace,
      write: (path, text) => files.write(path, text),
      remove: (path) => rmSync(join(files.dir, path)),
      checkout: () => void files.git("checkout", "-q", "--", "."),
      files: (tree) => files.files(tree),
      show: (tree, path) => repo.show(tree, path),
      writeExecuting: (name, text) =>
        name.startsWith("hooks/") ? repo.write(`.git/${name}`, text) : void files.git("config", name, text),
      readHook: (name) => repo.read(`.git/${name}`),
      settings: () => repo.read(".git/config"),
      guardFile: () => join(newDir(), "guard.json"),
    };
  });

  describe(`${name}: the workspace's contract over git`, () => {
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

    it("keeps what there is on top of HEAD", async () => {
      const { workspace, repo, in: files } = setUp();
      files.write("src/a.txt", "two\n");
      files.write("new.txt", "new\n");
      files.write("ignored", "x");
      const ref = await workspace.keep("story-1/implement-1");
      expect(repo.git("diff", "--name-status", "--no-renames", `${ref}^`, ref!)).toBe(
        "A\tnew.txt\nM\tsrc/a.txt\n",
      );
      expect(repo.git("rev-parse", `${ref}^`)).toBe(files.git("rev-parse", "HEAD"));
    });

    it("loses nothing of what it kept when it keeps again after a crash", async () => {
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
  });
}
