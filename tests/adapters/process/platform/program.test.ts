import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { findProgram } from "../../../../src/adapters/process/platform/program.ts";
import { windowsProgram } from "../../../../src/adapters/process/platform/windows/program.ts";
import { tempDir } from "../../../helpers/agents/processes.ts";

describe("looking up a program", () => {
  it("takes the first executable file in PATH, and never one that a relative entry finds", () => {
    const { dir, remove } = tempDir();
    for (const name of ["a", "b", "c"]) mkdirSync(join(dir, name));
    mkdirSync(join(dir, "a/tool"));
    writeFileSync(join(dir, "b/tool"), "");
    writeFileSync(join(dir, "c/tool"), "");
    chmodSync(join(dir, "c/tool"), 0o755);
    const found = (path: string) => findProgram("tool", ["x"], { PATH: path });
    expect(found(`${dir}/a:${dir}/b:${dir}/c`)).toEqual({ file: join(dir, "c/tool"), args: ["x"] });
    expect(found(`:.:c:${dir}/b`)).toEqual({ missing: expect.stringContaining("tool is not installed") });
    remove();
  });
});

describe("looking up a program on Windows", () => {
  const env = { Path: "relative;C:\\bin;D:\\tools", PATHEXT: ".COM;.EXE;.BAT;.CMD", ComSpec: "C:\\cmd.exe" };
  const find = (command: string, args: string[], ...files: string[]) =>
    windowsProgram(command, args, env, (f) => files.includes(f));

  it("prefers .exe, wherever it lies, to .cmd", () => {
    expect(find("claude", ["-p"], "C:\\bin\\claude.cmd", "D:\\tools\\claude.exe")).toEqual({
      file: "D:\\tools\\claude.exe",
      args: ["-p"],
    });
    expect(find("claude.exe", [], "D:\\tools\\claude.exe")).toMatchObject({ file: "D:\\tools\\claude.exe" });
    expect(find("claude", [], "relative\\claude.exe")).toEqual({
      missing: expect.stringContaining("claude"),
    });
  });

  it("runs a script through cmd.exe, its arguments quoted twice", () => {
    expect(find("gemini", ['say "hi" & del', "50%"], "C:\\bin\\gemini.cmd")).toEqual({
      file: "C:\\cmd.exe",
      args: ["/d", "/s", "/c", '"C:\\bin\\gemini.cmd ^"say^ \\^"hi\\^"^ ^&^ del^" ^"50^%^""'],
      verbatim: true,
    });
  });
});
