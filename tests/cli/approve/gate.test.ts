import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** A planned story that waits at a gate after its review. */
async function reviewed() {
  const cwd = newFolder();
  const keys = { status: "ready", research_complete: true, plan_complete: true };
  const files = scratchBoard(cwd, [{ slug: "one", keys }], { config: { gates: { review: "approve" } } });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  const first = await cli("run", "--auto");
  return { first, cli, files };
}

describe("a gate after the last action", () => {
  it("keeps the story from being done until a person approves", async () => {
    const { first, cli, files } = await reviewed();
    expect([first.code, first.stdout]).toEqual([
      3,
      expect.stringContaining("agentic-sdlc approve one (review#1 waits for approval)"),
    ]);
    expect([files.status("one"), files.story("one")]).toEqual([
      "in-progress",
      expect.stringContaining("reviews_complete: true"),
    ]);
    expect((await cli("approve", "one")).code).toBe(0);
    expect(files.status("one")).toBe("done");
    expect((await cli("run", "--auto")).code).toBe(0);
    expect(files.calls()).toHaveLength(2);
  });

  it("lets a person who moves the story back have the last word", async () => {
    const { cli, files } = await reviewed();
    await cli("approve", "one");
    await cli("move", "one", "in-progress");
    await cli("run", "--auto");
    expect(files.status("one")).toBe("in-progress");
  });

  it("has the action done again when it is refused", async () => {
    const { cli, files } = await reviewed();
    await cli("reject", "one", "--reason", "look at the tests");
    await cli("run", "--auto");
    expect(files.calls().at(-1)).toBe("story[one]/review#2");
    expect(files.status("one")).toBe("in-progress");
  });
});
