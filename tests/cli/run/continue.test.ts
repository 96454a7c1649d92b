import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bin, runCli } from "../../helpers/cli.ts";
import { politeAgent, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(slugs: readonly string[], agent = politeAgent) {
  const cwd = newFolder();
  const files = scratchBoard(
    cwd,
    slugs.map((slug) => ({ slug })),
    { agent },
  );
  const env = { ...files.env, NODE: process.execPath, BIN: bin };
  const cli = (...args: string[]) => runCli(args, { cwd, env });
  const queue = async (...args: string[]) => {
    const { queue } = JSON.parse((await cli("run", "--dry-run", "--json", ...args)).stdout);
    return queue.map(({ path }: { path: string }) => path);
  };
  const file = (slug: string) => join(cwd, ".agentic-sdlc/stories", `${slug}.md`);
  return { files, cli, queue, file };
}

describe("run --continue", () => {
  it("queues under --dry-run what a real run starts with: after reruns, and after what people asked", async () => {
    const { cli, queue, files, file } = board(["one", "two"]);
    await cli("run", "--auto", "--max-actions", "4");
    expect(await queue("--continue", "--rerun", "story[one]/plan")).toEqual([
      "story[one]/plan#2",
      "story[two]/refine#1",
    ]);
    appendFileSync(file("one"), "\nMore is wanted.\n");
    expect(await queue("--continue", "--rerun-changed")).toEqual([
      "story[one]/refine#2",
      "story[two]/refine#1",
    ]);
    expect(await queue("--continue")).toEqual(["story[one]/review#1", "story[two]/refine#1"]);
    await cli("run", "--continue", "--rerun-changed", "--max-actions", "1");
    expect(files.calls().at(-1)).toBe("story[one]/refine#2");
  });

  it("foresees a message that a killed run did not take", async () => {
    const { cli, queue, files } = board(
      ["one"],
      `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
if [ "$AGENTIC_SDLC_ACTION" = implement ] && mkdir once 2>/dev/null; then
  env -u AGENTIC_SDLC_TOKEN "$NODE" "$BIN" redo one plan --note "smaller" > /dev/null
  kill -9 $PPID
  sleep 30
fi
echo "VERDICT: approved"
`,
    );
    expect((await cli("run", "--auto")).signal).toBe("SIGKILL");
    expect(await queue("--continue")).toEqual(["story[one]/plan#2"]);
    expect((await cli("run", "--continue", "--show-prompt")).stdout).toContain("smaller");
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls().slice(4, 6)).toEqual(["story[one]/plan#2", "story[one]/implement#2"]);
  });

  it("leaves the run as it was when --rerun names nothing, or --strict refuses", async () => {
    const { cli, files, file } = board(["one"]);
    await cli("run", "--auto", "--max-actions", "2");
    const before = files.run();
    for (const dry of [[], ["--dry-run"]]) {
      const wrong = await cli("run", "--continue", "--rerun", "story[one]/nothing", ...dry);
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("there is no such node")]);
    }
    appendFileSync(file("one"), "\nMore is wanted.\n");
    for (const dry of [[], ["--dry-run"]]) {
      expect((await cli("run", "--continue", "--strict", ...dry)).code).toBe(2);
    }
    expect(files.run()).toEqual(before);
    expect((await cli("run", "--continue", "--strict", "--explain")).code).toBe(0);
  });

  it("names what it will run, and no more", async () => {
    const { cli } = board(["one"]);
    await cli("run", "--auto", "--max-actions", "1");
    const until = await cli("run", "--continue", "--until", "plan", "--max-actions", "1");
    expect(until.stdout).toContain("  To run: research, plan\n");
  });

  it("refuses a run of one story that was deleted, which stays unfinished", async () => {
    const { cli, files, file } = board(["one"]);
    await cli("run", "--story", "one", "--auto", "--max-actions", "2");
    const text = files.story("one");
    rmSync(file("one"));
    for (const look of [["--dry-run"], ["--explain"], []]) {
      const gone = await cli("run", "--continue", ...look);
      expect([gone.code, gone.stderr.split("\n")[0]]).toEqual([
        5,
        "Error: Story at .agentic-sdlc/stories/one.md no longer exists. Cannot resume.",
      ]);
    }
    appendFileSync(file("one"), text);
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls()).toHaveLength(5);
  });

  it("goes on with the others where one of the board's was deleted between two actions", async () => {
    const { cli, files, file } = board(["one", "two"]);
    await cli("run", "--auto", "--max-actions", "2");
    rmSync(file("one"));
    const { code, stdout } = await cli("run", "--continue");
    expect(stdout).toContain("Error: Story at .agentic-sdlc/stories/one.md no longer exists. Cannot resume.");
    expect([code, files.status("two")]).toEqual([1, "done"]);
  });

  it("does not miss a story that was done before it was deleted", async () => {
    const { cli, files, file } = board(["one", "two"]);
    await cli("run", "--auto", "--max-actions", "6");
    rmSync(file("one"));
    expect([(await cli("run", "--continue")).code, files.status("two")]).toEqual([0, "done"]);
  });
});
