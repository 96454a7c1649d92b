import { spawn } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { bin } from "../../helpers/cli.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import {
  child,
  failing,
  logging,
  script,
  WorkflowProject,
  workflow,
} from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const projectOf = (steps: readonly object[], more = {}) =>
  new WorkflowProject(newDir(), { "w.yaml": workflow(steps as never, more) });
/** Without what is another one each time. */
const plain = (text: string) =>
  text
    .replace(/run-[0-9a-z]+-[0-9a-f]{4}/g, "run-x")
    .replace(/ {2}\d+:\d\d$/gm, "")
    .replace(/ · \d+:\d\d · /g, " · 0:00 · ");

describe("what is printed", () => {
  it("by a run that fails, and by the one that continues it", async () => {
    const project = projectOf(
      [
        script("one", "echo a line; echo said"),
        child("all", "./child.yaml", { foreach: ["x", "y"], failFast: false }),
        script("skip", "true", { if: "1 > 2" }),
        logging("last"),
      ],
      { outputs: { text: "${{ steps.one.stdout }}", list: "${{ [1, null] }}" } },
    );
    project.write("child.yaml", workflow([script("check", "echo 'not good' >&2; test -e ok || exit 3")]));
    const first = await project.run("w.yaml");
    expect(first.stderr).toBe("");
    expect(plain(first.stdout).split("\n")).toEqual([
      "Run run-x (workflow w.yaml)",
      "  ✓ Progress saved (completed: one)",
      "  ✗ all[x]/check failed: exited 3: not good",
      "  ✗ all[x] failed: check: exited 3: not good",
      "  ✗ all[y]/check failed: exited 3: not good",
      "  ✗ all[y] failed: check: exited 3: not good",
      "Run run-x failed: all[x]/check: exited 3: not good",
      "Summary: done 1 · failed 2 · blocked 0 · waiting 0 · left 0 · 0:00 · $0.00",
      "  ✗ all[x]/check: exited 3: not good",
      "  ✗ all[y]/check: exited 3: not good",
      "Continue: agentic-sdlc run --continue run-x",
      "",
    ]);
    project.write("ok", "");
    const second = await project.run("w.yaml", "--continue");
    expect(second.stderr).toBe("");
    const skipped = "  ⊘ skip skipped: its condition is not met";
    expect(second.stdout.split("\n")).toContain(skipped);
    expect(plain(second.stdout).replace(`${skipped}\n`, "").split("\n")).toEqual([
      "⟳ Resuming workflow from checkpoint (1 actions already done)",
      "⊘ Skipping completed actions: one",
      "  To run: all[x]/check, all[y]/check, skip, last",
      "  ✓ Progress saved (completed: all[x]/check)",
      "  ✓ Progress saved (completed: all[x])",
      "  ✓ Progress saved (completed: all[y]/check)",
      "  ✓ Progress saved (completed: all[y])",
      "  ✓ Progress saved (completed: last)",
      "✓ Workflow complete. Checkpoint cleared.",
      "Summary: done 5 · failed 0 · blocked 0 · waiting 0 · left 0 · 0:00 · $0.00",
      "text:",
      "  a line",
      "  said",
      "list: [1,null]",
      "",
    ]);
  });

  it("as JSON is one event a line, from the start to the end with outputs, and nothing else", async () => {
    const project = projectOf([logging("a"), logging("each", { foreach: [1] }), failing("b")], {
      outputs: { path: "${{ steps.a.status }}" },
    });
    const { code, events, stderr } = await project.events("w.yaml");
    expect([code, stderr]).toEqual([1, ""]);
    expect(events.map(({ type, path }) => (path ? `${type} ${path}` : type))).toEqual([
      "run-started",
      "node-started a",
      "node-done a",
      "node-started each[1]",
      "node-done each[1]",
      "node-started b",
      "node-failed b",
      "run-ended",
    ]);
    for (const event of events) expect(event.schemaVersion).toBe(1);
    const [runId] = project.runIds();
    expect(events[0]).toMatchObject({ runId, scope: "workflow w.yaml", continued: false });
    expect(events[2]).toMatchObject({ kind: "script", attempt: 1, durationMs: expect.any(Number) });
    expect(events.at(-1)).toMatchObject({
      ...{ runId, status: "failed", exitCode: 1, completed: ["a", "each[1]"], checkpointCleared: false },
      failed: [{ path: "b", message: expect.stringContaining("exited 1") }],
      next: [{ command: `agentic-sdlc run --continue ${runId}` }],
      outputs: {},
    });
    project.write("ok", "");
    const second = await project.events("--continue");
    expect(second.events.map(({ type }) => type)).toEqual([
      "run-started",
      "resuming",
      "node-started",
      "node-done",
      "run-ended",
    ]);
    expect(second.events[1]).toMatchObject({
      done: 2,
      skipped: ["a", "each"],
      interrupted: [],
      toRun: ["b"],
    });
    expect(second.events.at(-1)).toMatchObject({
      status: "done",
      exitCode: 0,
      checkpointCleared: true,
      outputs: { path: "done" },
    });
  });

  it("never sends a control character of a script or an item to the terminal", async () => {
    const nasty = "\u001b[2Jred\u0007";
    const project = projectOf(
      [script("each", "printf '\\033[2Jbad\\007\\n' >&2; exit 1", { foreach: [nasty], failFast: false })],
      {},
    );
    const { stdout, stderr } = await project.run("w.yaml");
    const shown = await project.cli("runs", "show", project.runIds()[0]!);
    for (const text of [stdout, stderr, shown.stdout]) {
      expect(text).not.toContain("\u001b");
      expect(text).not.toContain("\u0007");
    }
    expect(stdout).toContain("bad");
  });

  it("goes nowhere when stdout is closed, and the run goes on", async () => {
    const project = projectOf([logging("a"), script("b", "sleep 0.1; echo b >> log"), logging("c")]);
    const runner = spawn(process.execPath, [bin, "run", "w.yaml"], {
      cwd: project.dir,
      env: { PATH: process.env.PATH, HOME: project.dir },
      stdio: ["ignore", "pipe", "inherit"],
    });
    runner.stdout.destroy();
    expect(await new Promise((resolve) => runner.on("close", resolve))).toBe(0);
    expect(project.log()).toEqual(["a", "b", "c"]);
  });

  it("of a run's tree tells what was done, skipped, resumed and retired", async () => {
    const project = projectOf([
      logging("a"),
      child("c", "./child.yaml", { foreach: [1, 2], failFast: false }),
      logging("skip", { if: "1 == 2" }),
      failing("end"),
    ]);
    project.write("child.yaml", workflow([logging("x"), failing("y")]));
    await project.run("w.yaml");
    project.write(
      "w.yaml",
      workflow([
        child("c", "./child.yaml", { foreach: [2] }),
        logging("skip", { if: "1 == 2" }),
        failing("end"),
      ]),
    );
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    const { stdout } = await project.cli("runs", "show", project.runIds()[0]!);
    const tree = stdout
      .slice(stdout.indexOf("Nodes"))
      .split("\n")
      .map((line) => line.replace(/ +(attempt \d+)? +\d+:\d\d.*$/, "").trimEnd());
    expect(tree).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}⊘ a +retired/),
        expect.stringMatching(/^ {2}✓ c +done, resumed/),
        expect.stringMatching(/^ {2}│ ⊘ \[1\] +retired/),
        expect.stringMatching(/^ {2}│ ✓ \[2\] +done, resumed/),
        expect.stringMatching(/^ {2}│ │ ✓ x +done$/),
        expect.stringMatching(/^ {2}│ │ ✓ y +done, resumed/),
        expect.stringMatching(/^ {2}⊘ skip +skipped/),
      ]),
    );
  });
});
