import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { checkout } from "../../../src/adapters/git/checkout.ts";
import { NotSavedError } from "../../../src/domain/errors.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { Repo } from "./repo.ts";

const newDir = tempDirs();
const outer = { ...process.env };

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in outer)) delete process.env[name];
  Object.assign(process.env, outer);
});

describe("the checkout's tree", () => {
  it("is null outside git, and where there is no git", async () => {
    const plain = checkout(newDir());
    expect(await plain.treeHash()).toBeNull();
    expect(await plain.keep("s/a-1")).toBeNull();
    expect(await plain.changes()).toBeNull();
    expect(await plain.changedFiles("a", "b")).toEqual([]);
    await plain.guard(join(newDir(), "guard.json"));
    const repo = Repo.init(newDir());
    process.env.PATH = newDir();
    expect(await checkout(repo.dir).treeHash()).toBeNull();
  });

  it("is refused, not taken for none, where git cannot read the repository", async () => {
    const repo = Repo.init(newDir());
    repo.write(".git/config", "[core\n");
    await expect(checkout(repo.dir).treeHash()).rejects.toThrow("Git cannot read the repository");
  });

  it("sees an edit of the same size in the second in which the index was written", async () => {
    const repo = Repo.init(newDir());
    // As on file systems and in containers where it says nothing.
    repo.git("config", "core.trustctime", "false");
    const file = join(repo.dir, "src/a.txt");
    repo.write("src/a.txt", "two\n");
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    repo.git("add", "-A");
    repo.write("src/a.txt", "six\n");
    for (const path of [file, join(repo.dir, ".git/index")]) utimesSync(path, 1_000_000_000, 1_000_000_000);
    expect(repo.show((await checkout(repo.dir).treeHash())!, "src/a.txt")).toBe("six\n");
  });

  it("works without commits, and counts from nothing then", async () => {
    const repo = Repo.init(newDir(), { empty: true });
    const workspace = checkout(repo.dir);
    expect(await workspace.keep("s/a-1")).toBeNull();
    repo.write("a", "1\n2\n");
    expect(repo.files((await workspace.treeHash())!)).toEqual(["a"]);
    expect(await workspace.changes()).toEqual({ files: 1, added: 2, removed: 0 });
    expect(repo.show((await workspace.keep("s/a-1"))!, "a")).toBe("1\n2\n");
  });

  it("holds of a repository around the project what is tracked, not whatever else lies there", async () => {
    const repo = Repo.init(newDir());
    repo.write("project/b.txt", "b");
    repo.write("project/.agentic-sdlc/stories/x.md", "x");
    repo.write("somebody's music", "x");
    const workspace = checkout(join(repo.dir, "project"));
    const before = await workspace.treeHash();
    expect(repo.files(before!)).toEqual([".gitignore", "project/b.txt", "src/a.txt"]);
    repo.write("src/a.txt", "edited from the project");
    const after = await workspace.treeHash();
    expect(await workspace.changedFiles(before!, after!)).toEqual(["src/a.txt"]);
    expect(repo.show((await workspace.keep("s/a-1"))!, "src/a.txt")).toBe("edited from the project");
  });

  it("counts of a submodule its commit", async () => {
    const inner = Repo.init(newDir());
    const repo = Repo.init(newDir());
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", inner.dir, "sub");
    repo.commit();
    const workspace = checkout(repo.dir);
    const before = await workspace.treeHash();
    const sub = new Repo(join(repo.dir, "sub"));
    sub.write("src/a.txt", "two\n");
    sub.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-a", "-m", "x");
    expect(await workspace.treeHash()).not.toBe(before);
  });

  it("is not hindered by a locked index, a nested repository, or settings that refuse", async () => {
    const repo = Repo.init(newDir());
    repo.write(".git/index.lock", "");
    Repo.init(join(repo.dir, "nested"), { empty: true });
    repo.git("config", "core.safecrlf", "true");
    repo.git("config", "core.autocrlf", "true");
    repo.git("config", "core.splitIndex", "true");
    repo.write("b", "1\n");
    expect(repo.files((await checkout(repo.dir).treeHash())!)).toContain("b");
  });

  it("takes a conflict's files as they are", async () => {
    const repo = Repo.init(newDir());
    repo.git("checkout", "-q", "-b", "other");
    repo.write("src/a.txt", "theirs\n");
    repo.commit().git("checkout", "-q", "main");
    repo.write("src/a.txt", "ours\n");
    repo.commit();
    expect(() => repo.git("merge", "other")).toThrow();
    expect(repo.show((await checkout(repo.dir).treeHash())!, "src/a.txt")).toContain("<<<<<<<");
  });

  it("knows nothing of an outer git", async () => {
    const repo = Repo.init(newDir());
    const expected = await checkout(repo.dir).treeHash();
    const other = Repo.init(newDir());
    Object.assign(process.env, {
      GIT_DIR: join(other.dir, ".git"),
      GIT_WORK_TREE: other.dir,
      GIT_INDEX_FILE: join(other.dir, "odd-index"),
      GIT_OBJECT_DIRECTORY: join(other.dir, "odd-objects"),
      GIT_LITERAL_PATHSPECS: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.bare",
      GIT_CONFIG_VALUE_0: "true",
    });
    expect(await checkout(repo.dir).treeHash()).toBe(expected);
  });

  it("is the same twice where temporary files lie inside the tree", async () => {
    const repo = Repo.init(newDir());
    mkdirSync(join(repo.dir, "tmp"));
    process.env.TMPDIR = join(repo.dir, "tmp");
    const workspace = checkout(repo.dir);
    expect(await workspace.treeHash()).toBe(await workspace.treeHash());
  });

  it("says that there is nothing to be saved to where its index cannot be copied", async () => {
    const repo = Repo.init(newDir());
    rmSync(join(repo.dir, ".git/index"), { force: true });
    mkdirSync(join(repo.dir, ".git/index"));
    await expect(checkout(repo.dir).treeHash()).rejects.toThrow(NotSavedError);
  });

  it("needs no folder for temporary files", async () => {
    const repo = Repo.init(newDir());
    const expected = await checkout(repo.dir).treeHash();
    process.env.TMPDIR = join(repo.dir, "../none");
    expect(await checkout(repo.dir).treeHash()).toBe(expected);
  });

  it("runs no hook and no file system monitor", async () => {
    const repo = Repo.init(newDir());
    const evil = `#!/bin/sh\ntouch '${join(repo.dir, "ran")}'\n`;
    for (const hook of ["reference-transaction", "post-index-change", "fsmonitor"]) {
      repo.write(`.git/hooks/${hook}`, evil);
      chmodSync(join(repo.dir, ".git/hooks", hook), 0o755);
    }
    repo.git("config", "core.fsmonitor", join(repo.dir, ".git/hooks/fsmonitor"));
    const workspace = checkout(repo.dir);
    repo.write("b", "x");
    await workspace.treeHash();
    await workspace.keep("s/a-1");
    expect(repo.files((await workspace.treeHash())!)).not.toContain("ran");
  });

  it("refuses to go on when work cannot be kept", async () => {
    const repo = Repo.init(newDir());
    repo.write("b", "x");
    repo.write(".git/refs/agentic-sdlc/kept/s/a-1.lock", "");
    await expect(checkout(repo.dir).keep("s/a-1")).rejects.toMatchObject({
      name: "NotSavedError",
      exitCode: 7,
    });
  });

  it.each(["a..b", "a.", "a.lock"])("keeps under a ref that git takes, for the id %s", async (id) => {
    const repo = Repo.init(newDir());
    repo.write("b", "x");
    const ref = await checkout(repo.dir).keep(`${id}/implement-1`);
    expect(repo.show(ref!, "b")).toBe("x");
  });

  const bytesWork = skipUnless(
    process.platform === "linux",
    "names that are no UTF-8 need a Linux file system",
  );
  bytesWork("takes names of any bytes, links and executable files", async () => {
    const repo = Repo.init(newDir());
    const name = Buffer.concat([Buffer.from(`${repo.dir}/`), Buffer.from([0x66, 0xff, 0x0a, 0x22, 0x2d])]);
    writeFileSync(name, "x");
    symlinkSync("nowhere", join(repo.dir, "link"));
    repo.write("-dash", "x");
    chmodSync(join(repo.dir, "-dash"), 0o755);
    const workspace = checkout(repo.dir);
    const tree = (await workspace.treeHash())!;
    expect(repo.git("ls-tree", "-r", tree)).toMatch(
      /100755 blob \S+\t-dash[\s\S]*"f\\377\\n\\"-"[\s\S]*120000.*link/,
    );
    expect((await workspace.changes())!.files).toBe(3);
  });
});
