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
const projectOf = (steps: readonly object[], more = {}) =>
  new WorkflowProject(newDir(), { "w.yaml": workflow(steps as never, more) });
/** A project whose file was run, and failed. */
async function failed(steps: readonly object[], more = {}) {
  const project = projectOf(steps, more);
  expect((await project.run("w.yaml")).code).toBe(1);
  project.remove("log");
  return project;
}
const edit = (project: WorkflowProject, steps: readonly object[], more = {}) =>
  project.write("w.yaml", workflow(steps as never, more));

describe("an edited workflow", () => {
  it("has its unfinished steps done as they are today; a changed finished one is named, and stands", async () => {
    const project = await failed([script("a", "echo 1"), failing("b")]);
    edit(project, [script("a", "echo 2"), logging("b"), script("c", "echo ${{ steps.a.stdout }} >> log")]);
    const { code, stdout, stderr } = await project.run("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(stdout + stderr).toContain("Changed since they were done: a. What is done stays done");
    expect(project.log()).toEqual(["b", "1"]);
  });

  it("with --strict is refused before anything runs, and nothing is written", async () => {
    const project = await failed([script("a", "echo 1"), failing("b")]);
    edit(project, [script("a", "echo 2"), failing("b")]);
    const before = project.journal();
    const { code, stderr } = await project.run("w.yaml", "--continue", "--strict");
    expect(code).toBe(2);
    expect(stderr).toContain("Changed since they were done: a");
    expect(project.journal()).toEqual(before);
    expect(project.log()).toEqual([]);
    edit(project, [script("a", "echo 1"), failing("b")]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue", "--strict")).code).toBe(0);
  });

  it("with --rerun-changed has changed steps done again, and what consumed them; nothing else", async () => {
    const steps = (a: string) => [
      script("a", `echo a >> log; echo ${a}`),
      script("uses", "echo uses-${{ steps.a.stdout }} >> log; echo same"),
      script("uses-that", "echo uses-that-${{ steps.uses.stdout }} >> log"),
      logging("other"),
      failing("end"),
    ];
    const project = await failed(steps("1"));
    edit(project, steps("2"));
    await project.run("w.yaml", "--continue", "--rerun-changed");
    expect(project.log()).toEqual(["a", "uses-2", "uses-that-same", "end"]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue", "--rerun-changed", "--strict")).code).toBe(0);
    expect(project.log().slice(4)).toEqual(["end"]);
  });

  it("reaches with --rerun-changed into children and collections", async () => {
    const project = projectOf([
      child("all", "./child.yaml", { foreach: [1, 2], failFast: false, inputs: { n: "${{ item }}" } }),
      script("sum", "echo '${{ toJson(steps.all.output) }}' >> log"),
      failing("end"),
    ]);
    const file = (y: string) =>
      workflow(
        [
          script("x", "echo x-${{ inputs.n }} >> log; echo x"),
          script("y", `echo y-\${{ inputs.n }} >> log; echo ${y}`),
        ],
        {
          inputs: { n: { type: "number" } },
          outputs: { y: "${{ steps.y.output }}" },
        },
      );
    project.write("child.yaml", file("1"));
    await project.run("w.yaml");
    project.remove("log");
    project.write("child.yaml", file("2"));
    const plain = await project.run("w.yaml", "--continue");
    expect(plain.stdout + plain.stderr).toContain("Changed since they were done: all");
    expect(project.log()).toEqual(["end"]);
    await project.run("w.yaml", "--continue", "--rerun-changed");
    expect(project.log().slice(1)).toEqual(["y-1", "y-2", '[{"y":2},{"y":2}]', "end"]);
  });

  it("has steps inserted later done, without doing again what comes after them", async () => {
    const project = await failed([logging("a"), logging("c"), failing("e")]);
    edit(project, [logging("a"), logging("b"), logging("c"), logging("d"), failing("e")]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["b", "d", "e"]);
  });

  it("has a step's new text done again with what it now reads, once, when that was never consumed", async () => {
    const project = await failed([script("a", "echo 1"), logging("b"), failing("e")]);
    edit(project, [script("a", "echo 1"), script("b", "echo b-${{ steps.a.stdout }} >> log"), failing("e")]);
    await project.run("w.yaml", "--continue");
    expect(project.log()).toEqual(["e"]);
  });

  it("names what was renamed or deleted by its full path, and never runs it", async () => {
    const project = projectOf([child("c", "./child.yaml"), logging("gone"), failing("end")]);
    project.write("child.yaml", workflow([logging("x"), logging("y")]));
    await project.run("w.yaml");
    project.remove("log");
    edit(project, [child("c", "./child.yaml"), failing("end")]);
    project.write("child.yaml", workflow([logging("x"), logging("z")]));
    const { events } = await project.events("w.yaml", "--continue");
    const retired = events.filter(({ type }) => type === "node-retired").map(({ path }) => path);
    expect(retired.sort()).toEqual(["c/y", "gone"]);
    expect(await project.nodes()).toMatchObject({ "c/y": "retired", gone: "retired" });
    // The child is done, and stands.
    expect(project.log()).toEqual(["end"]);
    edit(project, [child("other", "./child.yaml"), failing("end")]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log().slice(1)).toEqual(["x", "z", "end"]);
    expect(await project.nodes()).toMatchObject({ c: "retired", "other/x": "done" });
  });

  it("may become a collection, or cease to be one: what it was is retired", async () => {
    const project = await failed([logging("a"), failing("end")]);
    edit(project, [logging("a", { foreach: [1, 2] }), failing("end")]);
    await project.run("w.yaml", "--continue");
    expect(project.log()).toEqual(["a", "a", "end"]);
    edit(project, [logging("a"), failing("end")]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(await project.nodes()).toMatchObject({ a: "done", "a[1]": "retired", end: "done" });
  });

  it("that cannot be read is refused, and the run stays as it was", async () => {
    const project = await failed([failing("a")]);
    project.write("w.yaml", "name: test\nsteps:\n  - { id: a, typo: script, run: x }\n");
    const { code, stderr } = await project.run("w.yaml", "--continue");
    expect(code).toBe(2);
    expect(stderr).toMatch(/w\.yaml:3:\d+/);
    project.remove("w.yaml");
    expect((await project.run("--continue")).code).toBe(2);
    edit(project, [logging("a")]);
    expect((await project.run("--continue")).code).toBe(0);
  });
});
