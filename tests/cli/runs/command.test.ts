import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board() {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }]);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  const json = async (...args: string[]) => JSON.parse((await cli(...args, "--json")).stdout);
  return { cwd, cli, json };
}

describe("runs", () => {
  it("are listed, shown, continued or discarded, and pruned", async () => {
    const { cwd, cli, json } = board();
    expect((await cli("runs")).stdout).toBe("No runs yet\nNext: agentic-sdlc run\n");
    await cli("run", "--auto", "--max-actions", "1");
    const { runs } = await json("runs");
    expect(runs).toMatchObject([
      { scope: { kind: "board" }, status: "limited", completedActions: 1, holder: null },
    ]);
    const { runId } = runs[0];
    expect((await cli("status")).stdout).toMatch(
      new RegExp(
        `^Unfinished: ${runId} \\(board\\), limited, 1 action done, saved .* · agentic-sdlc run --continue$`,
        "m",
      ),
    );
    const shown = (await cli("runs", "show", runId.slice(0, -2))).stdout;
    expect(shown).toContain("story[one]/refine#1  done");
    expect(shown).toContain(`Continue: agentic-sdlc run --continue ${runId}`);
    expect((await json("runs", "show", runId)).run.actions).toMatchObject([
      { action: "refine", outcome: "done" },
    ]);

    expect((await cli("runs", "prune", "--older-than", "0s")).stdout).toBe("✓ 0 runs pruned\n");
    expect((await cli("runs", "discard", runId)).stdout).toBe(`✓ ${runId} abandoned; what it did stays\n`);
    expect((await json("status")).unfinishedRuns).toEqual([]);
    expect((await cli("run", "--continue")).code).toBe(5);
    const again = await cli("runs", "discard", runId);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("abandoned already")]);

    expect((await cli("runs", "prune", "--older-than", "1h")).stdout).toBe("✓ 0 runs pruned\n");
    expect(await json("runs", "prune", "--older-than", "0s")).toMatchObject({ pruned: [runId] });
    expect(existsSync(join(cwd, ".agentic-sdlc/runs", runId))).toBe(false);
    expect((await json("show", "one")).attempts).toHaveLength(1);
  });

  it("are named by the beginning of their id wherever one is asked for", async () => {
    const { cli, json } = board();
    for (const more of [["--story", "one"], ["--auto"]]) await cli("run", "--max-actions", "1", ...more);
    const ids: string[] = (await json("runs")).runs.map(({ runId }: { runId: string }) => runId);
    const same = ids[0]!.slice(4, 6);
    expect(ids[1]).toContain(same);
    for (const args of [
      ["runs", "show"],
      ["runs", "discard"],
      ["run", "--continue"],
      ["logs"],
      ["approve"],
    ]) {
      const several = await cli(...args, same);
      expect([args, several.code, several.stderr]).toEqual([args, 2, expect.stringContaining(ids[0]!)]);
    }
    const [id = ""] = ids;
    const asked = await cli("logs", id.slice(4).toUpperCase());
    expect(asked.stderr).toContain(`No agent was asked in ${id}`);
    expect((await cli("logs", "on", "refine")).code).toBe(0);
    expect((await cli("run", "--continue", id.slice(4, -1), "--max-actions", "1")).code).toBe(0);
    expect(await cli("run", "--continue", "run-x")).toMatchObject({ code: 5 });
  });

  it("are not there under a wrong name", async () => {
    const { cli } = board();
    for (const command of ["show", "discard"]) {
      expect(await cli("runs", command, "run-x")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("run-x"),
      });
    }
  });
});

describe("completion", () => {
  it("knows the names of stories and runs, quickly and without a word too many", async () => {
    const { cli } = board();
    await cli("run");
    expect((await cli("__complete", "story")).stdout).toBe("one\n");
    expect((await cli("__complete", "run")).stdout).toMatch(/^run-\S+\n$/);
    expect((await cli("__complete", "story-or-run")).stdout).toMatch(/^one\nrun-\S+\n$/);
    expect(await runCli(["__complete", "story"], { cwd: newFolder() })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });
});
