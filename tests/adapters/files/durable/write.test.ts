import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import {
  checkSize,
  createFileExclusive,
  mkdirDurable,
  removeDurable,
  replaceFile,
  syncDir,
  writeAll,
} from "../../../../src/adapters/files/durable/write.ts";
import { NotSavedError } from "../../../../src/domain/errors.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";

const newDir = tempDirs();

describe("durable writing", () => {
  it("replaces a file whole, with its mode, and leaves nothing else behind", () => {
    const dir = newDir();
    const path = join(dir, "a");
    replaceFile(path, "one");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    replaceFile(path, Buffer.from("zwei"), 0o644);
    expect(readFileSync(path, "utf8")).toBe("zwei");
    expect(statSync(path).mode & 0o777).toBe(0o644);
    expect(readdirSync(dir)).toEqual(["a"]);
  });

  it("says exit 7 and leaves nothing behind when it cannot replace", () => {
    const dir = newDir();
    mkdirSync(join(dir, "taken", "full"), { recursive: true });
    expect(() => replaceFile(join(dir, "taken"), "x")).toThrow(NotSavedError);
    expect(() => replaceFile(join(dir, "none", "a"), "x")).toThrow(expect.objectContaining({ exitCode: 7 }));
    expect(readdirSync(dir)).toEqual(["taken"]);
  });

  it("creates a file once, and never touches one that is there", () => {
    const dir = newDir();
    const path = join(dir, "a");
    expect(createFileExclusive(path, "first")).toBe(true);
    expect(createFileExclusive(path, "second")).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("first");
    expect(readdirSync(dir)).toEqual(["a"]);
    expect(() => createFileExclusive(join(dir, "none", "a"), "x")).toThrow(NotSavedError);
  });

  it("makes folders, private, any number of times; not where a file is", () => {
    const dir = newDir();
    const deep = join(dir, "a", "b", "c");
    mkdirDurable(deep);
    mkdirDurable(deep);
    expect(statSync(join(dir, "a")).mode & 0o777).toBe(0o700);
    writeFileSync(join(dir, "file"), "");
    expect(() => mkdirDurable(join(dir, "file"))).toThrow(NotSavedError);
    expect(() => mkdirDurable(join(dir, "file", "x"))).toThrow(NotSavedError);
  });

  it("removes a file, or finds it gone", () => {
    const path = join(newDir(), "a");
    writeFileSync(path, "");
    removeDurable(path);
    removeDurable(path);
    expect(() => removeDurable(join(path, ".."))).toThrow(NotSavedError);
  });

  it("syncs folders, and says when there is none", () => {
    syncDir(newDir());
    expect(() => syncDir(join(newDir(), "none"))).toThrow(NotSavedError);
  });

  it("writes everything, and notices a file of another length", () => {
    const path = join(newDir(), "a");
    const fd = openSync(path, "w");
    writeAll(fd, Buffer.alloc(3_000_000, 7));
    checkSize(fd, 3_000_000, path);
    expect(() => checkSize(fd, 3_000_001, path)).toThrow("3000000 bytes");
    closeSync(fd);
    const readOnly = openSync(path, "r");
    expect(() => writeAll(readOnly, Buffer.alloc(1))).toThrow("EBADF");
    closeSync(readOnly);
  });
});
