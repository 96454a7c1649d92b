import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkout } from "../../../src/adapters/git/checkout.ts";
import { isExecutingKey } from "../../../src/adapters/git/executing-keys.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { Repo } from "./repo.ts";

const newDir = tempDirs();

async function guarded(prepare: (repo: Repo) => void = () => {}) {
  const repo = Repo.init(newDir());
  prepare(repo);
  const file = join(newDir(), "guard.json");
  const workspace = checkout(repo.dir);
  await workspace.guard(file);
  const path = (name: string) => join(repo.dir, ".git", name);
  return { repo, file, workspace, path, restore: () => workspace.restore(file) };
}

describe("git's hooks after an attempt", () => {
  it("are back with their modes, links and folders, however they were replaced", async () => {
    const { repo, path, restore } = await guarded((r) => {
      r.write(".git/hooks/pre-commit", "#!/bin/sh\n. lib/common\n");
      chmodSync(join(r.dir, ".git/hooks/pre-commit"), 0o775);
      r.write(".git/hooks/lib/common", "true\n");
      symlinkSync("../../src/a.txt", join(r.dir, ".git/hooks/post-merge"));
    });
    rmSync(path("hooks/lib"), { recursive: true });
    writeFileSync(path("hooks/lib"), "now a file");
    chmodSync(path("hooks/pre-commit"), 0o644);
    rmSync(path("hooks/post-merge"));
    repo.write(".git/hooks/post-merge/nested", "now a folder");
    expect([...(await restore())].sort()).toEqual([
      "hooks/lib",
      "hooks/lib/common",
      "hooks/post-merge",
      "hooks/post-merge/nested",
      "hooks/pre-commit",
    ]);
    expect(readFileSync(path("hooks/lib/common"), "utf8")).toBe("true\n");
    expect(lstatSync(path("hooks/pre-commit")).mode & 0o777).toBe(0o775);
    expect(lstatSync(path("hooks/post-merge")).isSymbolicLink()).toBe(true);
    expect(await restore()).toEqual([]);
  });

  it("are back where their whole folder became a link", async () => {
    const { path, restore } = await guarded((r) => r.write(".git/hooks/pre-commit", "good"));
    const evil = newDir();
    writeFileSync(join(evil, "pre-commit"), "evil");
    rmSync(path("hooks"), { recursive: true });
    symlinkSync(evil, path("hooks"));
    await restore();
    expect(lstatSync(path("hooks")).isDirectory()).toBe(true);
    expect(readFileSync(path("hooks/pre-commit"), "utf8")).toBe("good");
    expect(readFileSync(join(evil, "pre-commit"), "utf8")).toBe("evil");
  });

  it("may be links to tracked scripts, which are the story's business", async () => {
    const { repo, restore } = await guarded((r) =>
      symlinkSync("../../src/a.txt", join(r.dir, ".git/hooks/pre-commit")),
    );
    repo.write("src/a.txt", "changed\n");
    expect(await restore()).toEqual([]);
  });
});

describe("git's settings after an attempt", () => {
  it("stay, when none of the changed ones runs anything", async () => {
    const { repo, restore } = await guarded();
    repo.git("config", "branch.main.remote", "origin");
    expect(await restore()).toEqual([]);
    expect(repo.git("config", "branch.main.remote")).toBe("origin\n");
  });

  it("are back byte by byte, with the file's mode", async () => {
    const { repo, path, restore } = await guarded((r) => {
      appendFileSync(join(r.dir, ".git/config"), Buffer.from([0x23, 0xf6, 0x0a]));
      chmodSync(join(r.dir, ".git/config"), 0o600);
    });
    const before = readFileSync(path("config"));
    repo.git("config", "alias.st", "!evil");
    expect(await restore()).toEqual(["alias.st"]);
    expect(readFileSync(path("config")).equals(before)).toBe(true);
    expect(lstatSync(path("config")).mode & 0o777).toBe(0o600);
  });

  it("are back when one was removed, or changed its value", async () => {
    const { repo, restore } = await guarded((r) => {
      r.git("config", "core.pager", "less");
      r.git("config", "core.editor", "vi");
    });
    repo.git("config", "--unset", "core.pager");
    repo.git("config", "core.editor", "evil");
    expect([...(await restore())].sort()).toEqual(["core.editor", "core.pager"]);
    expect(repo.git("config", "core.editor")).toBe("vi\n");
  });

  it("are back when git cannot read them any more", async () => {
    const { repo, path, restore } = await guarded();
    appendFileSync(path("config"), "[alias\n\tst = !evil");
    expect(await restore()).toEqual(["config (unreadable)"]);
    expect(repo.git("status", "--porcelain")).toBe("");
  });

  it("are back when the file became a link", async () => {
    const { repo, path, restore } = await guarded();
    const copy = join(newDir(), "config");
    writeFileSync(copy, readFileSync(path("config")));
    rmSync(path("config"));
    symlinkSync(copy, path("config"));
    expect(await restore()).toEqual(["config"]);
    expect(lstatSync(path("config")).isFile()).toBe(true);
    expect(repo.git("status", "--porcelain")).toBe("");
  });

  it("of a single work tree are guarded, too", async () => {
    const { repo, path, restore } = await guarded((r) =>
      r.git("config", "extensions.worktreeConfig", "true"),
    );
    repo.git("config", "--worktree", "core.hooksPath", "evil");
    expect(await restore()).toEqual(["core.hookspath"]);
    expect(existsSync(path("config.worktree"))).toBe(false);
  });

  it.each([
    "core.hookspath",
    "core.sshcommand",
    "alias.st",
    "filter.My Filter.clean",
    "diff.pdf.textconv",
    "merge.x.driver",
    "credential.helper",
    "credential.https://example.org.helper",
    "gpg.ssh.program",
    "include.path",
    "includeif.gitdir:~/x/.path",
    "submodule.lib.update",
  ])("count as running something: %s", (key) => expect(isExecutingKey(key)).toBe(true));

  it.each([
    "user.name",
    "core.bare",
    "diff.renames",
    "remote.origin.url",
    "branch.main.merge",
    "merge.conflictstyle",
  ])("do not: %s", (key) => expect(isExecutingKey(key)).toBe(false));
});

describe("what a guard saved", () => {
  it("is read by the run that recovers after a crash", async () => {
    const { repo, file } = await guarded();
    repo.write(".git/hooks/pre-commit", "evil");
    expect(await checkout(repo.dir).restore(file)).toEqual(["hooks/pre-commit"]);
  });

  it("cannot be changed by the attempt it guards", async () => {
    const { repo, file, path, restore } = await guarded();
    repo.write(".git/hooks/pre-commit", "evil");
    const evil = newDir();
    await checkout(repo.dir).guard(join(evil, "guard.json"));
    writeFileSync(file, readFileSync(join(evil, "guard.json")));
    expect(await restore()).toEqual(["hooks/pre-commit"]);
    expect(existsSync(path("hooks/pre-commit"))).toBe(false);
  });

  it("is said to be damaged where it is", async () => {
    const { repo, file } = await guarded();
    writeFileSync(file, "{}");
    expect(await checkout(repo.dir).restore(file)).toEqual([expect.stringContaining("damaged")]);
  });

  it("leaves what was found where a person can read it", async () => {
    const { repo, file, restore } = await guarded();
    repo.write(".git/hooks/pre-commit", "part of the story?");
    await restore();
    const found = JSON.parse(readFileSync(`${file}.found`, "utf8"));
    expect(Buffer.from(found.hooks["pre-commit"].base64, "base64").toString()).toBe("part of the story?");
  });

  it("makes no repository anew that was removed", async () => {
    const { repo, restore } = await guarded((r) => r.write(".git/hooks/pre-commit", "x"));
    rmSync(join(repo.dir, ".git"), { recursive: true });
    expect(await restore()).toEqual([]);
    expect(existsSync(join(repo.dir, ".git"))).toBe(false);
  });
});

describe("attempts at the same time", () => {
  it("take what another one has changed for what it is, until all are over", async () => {
    const { repo, workspace, path, restore } = await guarded();
    writeFileSync(path("hooks/pre-commit"), "evil\n");
    const second = join(newDir(), "second.json");
    await workspace.guard(second);
    expect(await restore()).toEqual(["hooks/pre-commit"]);
    expect(await workspace.restore(second)).toEqual([]);
    expect(existsSync(path("hooks/pre-commit"))).toBe(false);
    repo.write(".git/hooks/pre-commit", "a person's\n");
    const third = join(newDir(), "third.json");
    await workspace.guard(third);
    expect(await workspace.restore(third)).toEqual([]);
    expect(existsSync(path("hooks/pre-commit"))).toBe(true);
  });
});
