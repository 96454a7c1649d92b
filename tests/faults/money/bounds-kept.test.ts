import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { type ScratchStory, scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { WorkflowProject } from "../../helpers/workflow-project.ts";

const newFolder = tempDirs();

/** Every attempt costs the same. `before`: what it does first. */
const costly = (before = "", usd = 2) => `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH" >> "$CALLS"
${before}
echo '{"output": "did it", "verdict": "approved", "usage": {"costUsd": ${usd}}}' > "$AGENTIC_SDLC_RESULT_FILE"
`;

function board(stories: number, agent = costly(), config = {}) {
  const cwd = newFolder();
  const all = Array.from({ length: stories }, (_, i): ScratchStory => ({ slug: `s${i}` }));
  const files = scratchBoard(cwd, all, { agent, config });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env, timeoutMs: 60_000 });
  return { files, cli };
}

describe("the bounds of a run", () => {
  it("have the README's line in cron spend its budget every night, whatever the nights before have spent", async () => {
    const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8");
    const line = /agentic-sdlc (run --auto --continue=if-any --budget 20 .*)/.exec(readme)![1]!.split(" ");
    // $200 of work: four nights are more than `limits.costPerRun`.
    const { files, cli } = board(8, costly("", 5), { limits: { costPerStory: 100 } });
    const spent: number[] = [];
    for (let night = 0; night < 5; night++) {
      const before = files.calls().length;
      expect((await cli(...line)).code).toBe(6);
      spent.push(5 * (files.calls().length - before));
    }
    expect(spent).toEqual([20, 20, 20, 20, 20]);
  });

  it("stay when it is continued: with nothing left of them it ends at once, and says what gives more", async () => {
    const { files, cli } = board(1);
    expect((await cli("run", "--auto", "--budget", "3")).code).toBe(6);
    expect(files.calls()).toHaveLength(2);
    const again = await cli("run", "--continue");
    expect([again.code, files.calls().length]).toEqual([6, 2]);
    expect(again.stdout).toContain("$4.00 spent, of --budget $3.00");
    expect(again.stdout).toContain("--continue --budget <usd>");
    const more = await cli("run", "--continue", "--budget", "1");
    expect([more.code, files.calls().length]).toEqual([6, 3]);
    expect(more.stdout).toContain("Given now, instead of the run's own: --budget 1");
  });

  it("stay after Ctrl+C, as does what selects and asks, until that is reached", async () => {
    const stop = `case "$AGENTIC_SDLC_PATH" in 'story[s0]/research#1') kill -INT $PPID; sleep 30;; esac`;
    const { files, cli } = board(2, costly(stop));
    const bounds = ["--budget", "50", "--deadline", "8h", "--max-wait", "1h"];
    const asks = ["--until", "plan", "--max-actions", "2"];
    const first = await cli("run", "--auto", ...bounds, ...asks);
    expect(first.code).toBe(130);
    const { options } = files.checkpoint()!.context as { options: Record<string, unknown> };
    expect(options).toMatchObject({ until: "plan", maxActions: 2, budgetUsd: 50, maxWaitMs: 3600_000 });
    expect(Date.parse(`${options.deadline}`) - Date.now()).toBeGreaterThan(7 * 3600_000);
    // One of the two is done already.
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls()).toEqual(["story[s0]/refine#1", "story[s0]/research#1", "story[s0]/research#2"]);
    const on = await cli("run", "--continue");
    expect(on.stdout).toContain("Reached before, and so going on without: --max-actions 2");
    expect(
      files
        .calls()
        .map((path) => path.replace(/#\d+$/, ""))
        .at(-1),
    ).toBe("story[s1]/plan");
    const end = await cli("run", "--continue");
    expect(end.stdout).toContain("Reached before, and so going on without: --until plan");
    expect(end.code).toBe(0);
    expect(files.slugs().map((slug) => files.status(slug))).toEqual(["done", "done"]);
  });

  it("stay with a workflow file's run", async () => {
    const yaml = `name: w\nsteps:\n${[1, 2, 3].map((n) => `  - { id: s${n}, type: script, run: "echo ${n} >> log" }\n`).join("")}`;
    const project = new WorkflowProject(newFolder(), { "w.yaml": yaml });
    expect((await project.run("w.yaml", "--max-actions", "1")).code).toBe(0);
    expect((await project.run("w.yaml", "--continue", "--deadline", "2020-01-01")).code).toBe(6);
    const again = await project.run("w.yaml", "--continue");
    expect(again.code).toBe(6);
    expect(again.stdout).toContain("--continue --deadline <time>");
    expect(project.log()).toEqual(["1"]);
    expect((await project.run("w.yaml", "--continue", "--deadline", "8h")).code).toBe(0);
    expect(project.log()).toEqual(["1", "2", "3"]);
  });
});
