import { describe, expect, it } from "@jest/globals";
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

/** What a continued run says that it skips and runs, and then does. */
async function told(project: WorkflowProject, ...args: string[]) {
  const { events } = await project.events("--continue", ...args);
  const { skipped, toRun } = events.find(({ type }) => type === "resuming");
  return { skipped, toRun, log: project.log() };
}

async function verdicts(project: WorkflowProject, ...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await project.run("--continue", "--explain", "--json", ...args);
  const { nodes } = JSON.parse(stdout) as { nodes: { path: string; verdict: string; why: string }[] };
  return Object.fromEntries(nodes.map(({ path, verdict, why }) => [path, `${verdict}: ${why}`]));
}

const inner = (y = "1") => workflow([logging("x"), script("y", `echo y >> log; echo ${y}`)]);

async function failed(first = "1") {
  const steps = [
    script("a", `echo a >> log; echo ${first}`),
    script("uses", "echo uses-${{ steps.a.stdout }} >> log"),
    child("each", "./child.yaml", { foreach: ["k", "l"] }),
    failing("end"),
  ];
  const project = new WorkflowProject(newDir(), { "w.yaml": workflow(steps), "child.yaml": inner() });
  expect((await project.run("w.yaml")).code).toBe(1);
  project.remove("log");
  return { project, steps };
}

describe("what a continued run says it will do is what it does", () => {
  it("with --rerun", async () => {
    const { project } = await failed();
    expect(await verdicts(project, "--rerun", "each[k]/x")).toMatchObject({
      "each[k]/x": "runs again: --rerun",
      "each[k]": "runs again: what is in it does",
      "each[k]/y": expect.stringMatching(/^done: attempt 1/),
    });
    expect(await verdicts(project, "--rerun", "a")).toMatchObject({
      a: "runs again: --rerun",
      uses: "done: runs again if a comes out otherwise",
      each: expect.stringMatching(/^done: attempt 1/),
    });
    expect(await told(project, "--rerun", "each[k]/x")).toEqual({
      skipped: ["a", "uses", "each[k]/y", "each[l]"],
      toRun: ["each[k]/x", "end"],
      log: ["x", "end"],
    });
  });

  it("with --rerun-changed", async () => {
    const { project, steps } = await failed();
    project.write("w.yaml", workflow([script("a", "echo a >> log; echo 2"), ...steps.slice(1)]));
    project.write("child.yaml", inner("2"));
    expect(await verdicts(project, "--rerun-changed")).toMatchObject({
      a: "definition changed: runs again",
      "each[k]/y": "definition changed: runs again",
      "each[k]/x": expect.stringMatching(/^done: attempt 1/),
    });
    expect(await told(project, "--rerun-changed")).toEqual({
      skipped: ["each[k]/x", "each[l]/x"],
      toRun: ["a", "each[k]/y", "each[l]/y", "end"],
      log: ["a", "uses-2", "y", "y", "end"],
    });
  });

  it("where a step that was read failed", async () => {
    const steps = [
      failing("bad", { needs: [] }),
      script("after", "echo after-${{ steps.bad.status }} >> log", { if: "always()" }),
    ];
    const project = new WorkflowProject(newDir(), { "w.yaml": workflow(steps) });
    await project.run("w.yaml");
    project.write("ok", "");
    expect(await verdicts(project)).toMatchObject({ after: "done: runs again if bad comes out otherwise" });
    expect(await told(project)).toMatchObject({ skipped: [], toRun: ["bad"] });
    expect(project.log()).toEqual(["bad", "after-failed", "bad", "after-done"]);
  });

  it("where a gate waits", async () => {
    const steps = [{ id: "ship", type: "gate", message: "Ship?" }, logging("after")];
    const project = new WorkflowProject(newDir(), { "w.yaml": workflow(steps) });
    expect((await project.run("w.yaml")).code).toBe(3);
    expect(await told(project)).toMatchObject({ toRun: ["ship", "after"] });
    await project.cli("approve", project.runIds()[0]!);
    expect(await told(project)).toMatchObject({ toRun: ["ship", "after"], log: ["after"] });
  });

  it("with steps that left the file", async () => {
    const { project, steps } = await failed();
    project.write("w.yaml", workflow([...steps.slice(0, 2), failing("other")]));
    expect(await told(project)).toEqual({ skipped: ["a", "uses"], toRun: ["other"], log: ["other"] });
  });

  it("with a collection in the middle of which its runner was killed, in the file's order", async () => {
    const kill = 'echo $0 >> log; test -e ok || kill -9 "$PPID"';
    const steps = [
      script("world", "echo 1", { reuse: false }),
      script("each", kill, { foreach: [1, 2] }),
      logging("end"),
    ];
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow(steps, { finally: [logging("last")] }),
    });
    await project.run("w.yaml");
    project.write("ok", "");
    expect(await verdicts(project)).toMatchObject({
      world: "runs again: reuse: false",
      "each[1]": "interrupted: runs again",
      each: "interrupted: goes on where it stopped",
    });
    const { toRun } = await told(project);
    expect(toRun).toEqual(["world", "each", "end", "last"]);
  });

  it("as runs show tells it, too", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow([script("a", "true"), failing("end"), script("last", "true")]),
    });
    await project.run("w.yaml");
    const shown = await project.cli("runs", "show", project.runIds()[0]!, "--json");
    expect(JSON.parse(shown.stdout).run).toMatchObject({ interrupted: [], toRun: ["end", "last"] });
    expect((await project.cli("runs", "show", project.runIds()[0]!)).stdout).toMatch(
      /^To run\n {2}end, last$/m,
    );
  });

  it("where a step became a collection, and back", async () => {
    const one = script("x", "echo paid >> log");
    const each = script("x", "echo paid >> log", { foreach: [1, 2] });
    const project = new WorkflowProject(newDir(), { "w.yaml": workflow([one, failing("end")]) });
    await project.run("w.yaml");
    for (const [step, why, log] of [
      [each, "it is a collection now", ["paid", "paid", "end"]],
      [one, "it is no collection any more", ["paid", "end"]],
    ] as const) {
      project.write("w.yaml", workflow([step, failing("end")]));
      project.remove("log");
      expect(await verdicts(project)).toMatchObject({ x: `runs again: ${why}` });
      expect(await told(project)).toMatchObject({ skipped: [], toRun: ["x", "end"], log });
    }
  });

  it("where what decides has yet to run, says so", async () => {
    const steps = [
      script("world", "echo 2", { reuse: false }),
      script("when", "true", { if: "steps.world.output == 1" }),
      failing("end", { needs: [] }),
    ];
    const project = new WorkflowProject(newDir(), { "w.yaml": workflow(steps) });
    const dry = await project.run("w.yaml", "--dry-run");
    expect(dry.stdout).toMatch(/^when +undecided +decided once world has run$/m);
    await project.run("w.yaml");
    expect(await verdicts(project)).toMatchObject({
      world: "runs again: reuse: false",
      when: "undecided: decided once world has run",
    });
  });
});
