import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(workflow: string) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }]);
  const file = join(cwd, ".agentic-sdlc/workflows/story.yaml");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, workflow);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { files, cli };
}

const own = `name: story
steps:
  - { id: sketch, type: action, access: read, sets: sketch_complete }
  - { id: build, type: action, access: write, starts: in-progress, sets: build_complete, ends: done }
`;

describe("a project's own workflow file", () => {
  it("is read by the built program, shown, and run", async () => {
    const { files, cli } = board(own);
    expect((await cli("workflow", "show", "story")).stdout).toContain("sketch_complete");
    expect(JSON.parse((await cli("workflow", "list", "--json")).stdout).workflows).toContainEqual({
      name: "story",
      kind: "story",
      source: ".agentic-sdlc/workflows/story.yaml",
      steps: ["sketch", "build"],
      problems: 0,
    });
    expect((await cli("run", "--auto")).code).toBe(0);
    expect(files.calls()).toEqual(["story[one]/sketch#1", "story[one]/build#1"]);
    expect(files.status("one")).toBe("done");
  });

  it("can be made from the built-in one, into the file that the shell has emptied for it", async () => {
    const { cli } = board("");
    const { code, stdout } = await cli("workflow", "show", "story");
    expect([code, stdout]).toEqual([0, expect.stringContaining("id: refine")]);
    expect((await cli("status")).code).toBe(2);
  });

  it("is refused with its line where it is wrong", async () => {
    const { files, cli } = board(own.replace("access: write", "acess: write"));
    const { code, stderr } = await cli("run", "--auto");
    expect(code).toBe(2);
    expect(stderr).toContain(".agentic-sdlc/workflows/story.yaml:4");
    expect(files.calls()).toEqual([]);
  });
});
