import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type WorkspaceFiles, workspaceFiles } from "../../../../src/adapters/agents/acp/files.ts";
import { tempDir } from "../../../helpers/agents/processes.ts";

let temp: ReturnType<typeof tempDir>;
let root: string;
let files: WorkspaceFiles;
beforeEach(() => {
  temp = tempDir();
  root = join(temp.dir, "workspace");
  mkdirSync(join(root, ".git", "hooks"), { recursive: true });
  writeFileSync(join(temp.dir, "secret"), "s");
  files = workspaceFiles(root);
});
afterEach(() => temp.remove());
const at = (...names: string[]) => join(root, ...names);

describe("an agent's files through us", () => {
  it("are written whole, with their folders and their modes", () => {
    writeFileSync(at("run.sh"), "a much longer text", { mode: 0o755 });
    files.write({ path: at("run.sh"), content: "ä" });
    expect([readFileSync(at("run.sh"), "utf8"), statSync(at("run.sh")).mode & 0o777]).toEqual(["ä", 0o755]);
    files.write({ path: at("a", "b", "c.txt"), content: "" });
    expect(files.read({ path: at("a", "b", "c.txt") })).toEqual({ content: "" });
  });

  it.each([
    [{}, "1\n2\n3"],
    [{ line: 2 }, "2\n3"],
    [{ limit: 1 }, "1\n"],
    [{ line: 2, limit: 1 }, "2\n"],
    [{ line: 9, limit: 1 }, ""],
    [{ line: null, limit: null }, "1\n2\n3"],
  ])("are read from a line on: %j", (range, content) => {
    writeFileSync(at("a"), "1\n2\n3");
    expect(files.read({ path: at("a"), ...range })).toEqual({ content });
  });

  it("end at the workspace, whatever links say", () => {
    symlinkSync(temp.dir, at("up"));
    symlinkSync(join(temp.dir, "secret"), at("link"));
    symlinkSync(join(temp.dir, "new"), at("dangling"));
    symlinkSync("loop", at("loop"));
    mkdirSync(`${root}-2`);
    const outside = [
      join(temp.dir, "secret"),
      at("..", "secret"),
      at("up", "secret"),
      at("up", "new", "file"),
      at("link"),
      at("dangling"),
      at("loop"),
      join(`${root}-2`, "file"),
    ];
    for (const path of [...outside, "relative", at("a\0b"), at("x".repeat(300)), 7, undefined]) {
      expect(() => files.read({ path })).toThrow();
      expect(() => files.write({ path, content: "x" })).toThrow();
    }
    expect([...outside, "\0"].filter(files.isInside)).toEqual([]);
    expect(readFileSync(join(temp.dir, "secret"), "utf8")).toBe("s");
    symlinkSync("a", at("near"));
    files.write({ path: at("near", "..", "a"), content: "x" });
    expect(files.read({ path: at("near") })).toEqual({ content: "x" });
  });

  it("are not those that run, nor ours; nor what is no file", () => {
    mkdirSync(at("sub"));
    symlinkSync(".git", at("also-git"));
    execFileSync("mkfifo", [at("pipe")]);
    const kept = [".git/hooks/pre-commit", "also-git/config", ".agentic-sdlc/stories/a.md", "x/.GIT/config"];
    for (const name of [...kept, "sub", "pipe", ""]) {
      expect(() => files.write({ path: at(name), content: "x" })).toThrow();
    }
    expect(() => files.read({ path: at("pipe") })).toThrow("not a file");
    expect(() => files.read({ path: at("none") })).toThrow("does not exist");
    expect(() => files.write({ path: at("a"), content: 1 })).toThrow("content");
  });

  it("of a workspace that is not there are refused when they are asked for", () => {
    const none = workspaceFiles(join(temp.dir, "none"));
    expect(() => none.read({ path: join(temp.dir, "none", "a") })).toThrow();
  });
});
