import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(...given: [Parameters<typeof scratchBoard>[1], Parameters<typeof scratchBoard>[2]?]) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, ...given);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  const json = async (...args: string[]) => JSON.parse((await cli(...args, "--json")).stdout);
  return { cli, json, files };
}

const planned = { status: "ready", research_complete: true, plan_complete: true };

describe("show", () => {
  it("finds what a story depends on by id as by slug", async () => {
    const { json } = board([
      { slug: "base", keys: { status: "done" } },
      { slug: "odd", keys: { priority: "high" } },
      { slug: "one", keys: { dependencies: ["story-base"] } },
      { slug: "two", keys: { dependencies: ["base", "story-base", "odd"] } },
    ]);
    const one = await json("show", "one");
    expect(one.dependencies).toEqual([{ name: "story-base", status: "done" }]);
    expect([one.held, one.next.action]).toEqual([undefined, "refine"]);
    const two = await json("show", "two");
    expect(two.dependencies.map((d: { status: string }) => d.status)).toEqual(["done", "done", "broken"]);
    expect(two.held).toMatchObject({ kind: "dependency", reason: "waits for odd" });
  });

  it("tells of a done story which attempts did it", async () => {
    const { cli, json } = board([{ slug: "one", keys: planned }]);
    await cli("run", "--auto");
    expect((await json("show", "one")).progress.slice(2)).toEqual([
      { step: "plan", state: "by-hand" },
      { step: "implement", state: "done", attempt: 1 },
      { step: "review", state: "done", attempt: 1 },
    ]);
  });

  it("prints a question whole, line by line", async () => {
    const question = `Which of these?\\n- ${"red ".repeat(60)}\\n- blue`;
    const agent = `#!/bin/sh
cat >/dev/null
printf '%s' '{"question":"${question}"}' > "$AGENTIC_SDLC_RESULT_FILE"
`;
    const { cli } = board([{ slug: "one" }], { agent });
    await cli("run");
    const { stdout } = await cli("show", "one");
    expect(stdout).toContain(`Question: Which of these?\n  - ${"red ".repeat(60).trim()}\n  - blue\n`);
  });
});
