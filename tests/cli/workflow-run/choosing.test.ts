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
const each = workflow(
  [
    script("build", "echo build-${{ inputs.n }} >> log"),
    script("test", "echo test-${{ inputs.n }} >> log; test -e ok"),
    script("ship", "echo ship-${{ inputs.n }} >> log"),
  ],
  { inputs: { n: { type: "number" } }, finally: [script("end", "echo end-${{ inputs.n }} >> log")] },
);

/** A parent of four children that all failed in their second step. */
async function failedChildren() {
  const steps = [
    logging("before"),
    child("process-items", "./each.yaml", {
      foreach: [1, 2, 3, 4],
      failFast: false,
      inputs: { n: "${{ item }}" },
    }),
    logging("after"),
  ];
  const project = projectOf(steps, { finally: [logging("end")] });
  project.write("each.yaml", each);
  expect((await project.run("w.yaml")).code).toBe(1);
  project.write("ok", "");
  project.remove("log");
  return project;
}

describe("--only", () => {
  it("continues one child, and leaves the run unfinished", async () => {
    const project = await failedChildren();
    const one = await project.run("--continue", "--only", "process-items[4]");
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/To run: process-items\[4\]\/test, process-items\[4\]\/end\n/);
    expect(project.log()).toEqual(["test-4", "ship-4", "end-4"]);
    expect(project.checkpoints()).toHaveLength(1);
    expect(one.stdout).toContain("agentic-sdlc run --continue");
    expect(await project.nodes()).toMatchObject({ "process-items[4]": "done", "process-items[3]": "failed" });
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().slice(3)).toEqual([
      ...[1, 2, 3].flatMap((n) => [`test-${n}`, `ship-${n}`, `end-${n}`]),
      "after",
      "end",
    ]);
  });

  it("continues one step of a child, or a collection as a whole", async () => {
    const project = await failedChildren();
    expect((await project.run("--continue", "--only", "process-items[2]/test")).code).toBe(0);
    expect(project.log()).toEqual(["test-2"]);
    expect((await project.run("--continue", "--only", "process-items")).code).toBe(0);
    expect(project.log().slice(1)).toEqual([
      ...["test-1", "ship-1", "end-1"],
      ...["ship-2", "end-2"],
      ...["test-3", "ship-3", "end-3", "test-4", "ship-4", "end-4"],
    ]);
  });

  it("exits 0 at once when its node is done", async () => {
    const project = await failedChildren();
    expect((await project.run("--continue", "--only", "before")).code).toBe(0);
    expect(project.log()).toEqual([]);
  });

  it("fails when its node does, or waits for what is not done", async () => {
    const project = await failedChildren();
    project.remove("ok");
    expect((await project.run("--continue", "--only", "process-items[1]")).code).toBe(1);
    project.remove("log");
    const early = await project.run("--continue", "--only", "after");
    expect(early.code).toBe(1);
    expect(early.stdout).toContain("after cannot run yet: what it waits for is not done");
    expect(project.log()).toEqual([]);
  });

  it("refuses what is no node, or cannot be run alone, and runs nothing", async () => {
    const project = await failedChildren();
    for (const [path, text] of [
      ["process-itmes[4]", "Did you mean process-items"],
      ["process-items[9]", "there is no such node"],
      ["process-items[4]/tset", "Did you mean process-items[4]/test?"],
      ["before[1]", "there is no such node"],
      ["process-items/test", "Name the item: 'process-items[<key>]/test'"],
      ["end", "it stands in finally"],
      ["]", "there is no such node"],
    ] as const) {
      const { code, stderr } = await project.run("--continue", "--only", path);
      expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    }
    expect(project.log()).toEqual([]);
    expect((await project.run("--continue")).code).toBe(0);
  });
});

describe("--rerun", () => {
  it("does one node again, and what consumed it", async () => {
    const project = projectOf([
      script("a", "echo a >> log; cat value"),
      script("uses", "echo uses-${{ steps.a.stdout }} >> log"),
      logging("other"),
      failing("end"),
    ]);
    project.write("value", "1");
    await project.run("w.yaml");
    project.remove("log");
    project.write("value", "2");
    project.write("ok", "");
    expect((await project.run("--continue", "--rerun", "a")).code).toBe(0);
    expect(project.log()).toEqual(["a", "uses-2", "end"]);
  });

  it("does a child again as a whole, or one step in it", async () => {
    const project = projectOf([
      child("c", "./each.yaml", { inputs: { n: 7 } }),
      script("end", "test -e done"),
    ]);
    project.write("each.yaml", each);
    project.write("ok", "");
    expect((await project.run("w.yaml")).code).toBe(1);
    project.remove("log");
    await project.run("--continue", "--rerun", "c");
    expect(project.log()).toEqual(["build-7", "test-7", "ship-7", "end-7"]);
    project.remove("log");
    await project.run("--continue", "--rerun", "c/build");
    expect(project.log()).toEqual(["build-7", "end-7"]);
  });
});

describe("--rerun of what has not run", () => {
  it("is refused", async () => {
    const project = await failedChildren();
    const { code, stderr } = await project.run("--continue", "--rerun", "process-items[5]");
    expect([code, stderr]).toEqual([2, expect.stringContaining("it has not run yet")]);
    expect(stderr).toMatch(/Did you mean process-items\[\d\]/);
  });
});

describe("which run", () => {
  it("a plain run that finds an unfinished one says so, archives it, and starts from the beginning", async () => {
    const project = projectOf([logging("a"), failing("b")]);
    await project.run("w.yaml");
    const second = await project.run("w.yaml");
    expect(second.code).toBe(1);
    expect(second.stdout).toContain("Note: Found previous checkpoint. Use --continue to resume.");
    expect(project.log()).toEqual(["a", "b", "a", "b"]);
    expect(project.runIds()).toHaveLength(2);
    expect(project.checkpoints()).toHaveLength(1);
    const { runs } = JSON.parse((await project.cli("runs", "--json")).stdout);
    expect(runs.map(({ status }: { status: string }) => status)).toEqual(["failed", "abandoned"]);
  });

  it("--fresh abandons it and starts anew; --continue=if-any starts where there is none", async () => {
    const project = projectOf([logging("a"), failing("b")]);
    expect((await project.run("w.yaml", "--continue=if-any")).code).toBe(1);
    const fresh = await project.run("w.yaml", "--continue", "--fresh");
    expect(fresh.stdout).toContain("nothing of it is deleted");
    expect(project.log()).toEqual(["a", "b", "a", "b"]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue=if-any")).code).toBe(0);
    expect(project.log().slice(4)).toEqual(["b"]);
  });

  it("nothing to continue is exit 5; a finished one, named, exit 0", async () => {
    const project = projectOf([logging("a")]);
    const none = await project.run("w.yaml", "--continue");
    expect(none.code).toBe(5);
    expect(none.stderr).toContain(
      "Error: No checkpoint found. Remove --continue flag to start a new workflow.",
    );
    expect((await project.run("w.yaml")).code).toBe(0);
    expect((await project.run("w.yaml", "--continue")).code).toBe(5);
    const named = await project.run("--continue", project.runIds()[0]!);
    expect([named.code, named.stdout.trim()]).toEqual([
      0,
      "Previous workflow completed. No actions to resume.",
    ]);
  });

  it("a child's file run directly is a run of its own", async () => {
    const project = await failedChildren();
    project.remove("ok");
    expect((await project.run("each.yaml", "-i", "n=1")).code).toBe(1);
    expect(project.log()).toEqual(["build-1", "test-1", "end-1"]);
    const several = await project.run("--continue");
    expect(several.code).toBe(2);
    expect(several.stderr).toContain("2 runs can be continued");
    project.write("ok", "");
    project.remove("log");
    expect((await project.run("each.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["test-1", "ship-1", "end-1"]);
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log().filter((line) => line.startsWith("build"))).toEqual([]);
  });

  it("a child's file that two parents, and two steps of one, share is each one's own", async () => {
    const project = projectOf([child("one", "./c.yaml"), child("two", "./sub/../c.yaml", { needs: [] })]);
    project.write("v.yaml", workflow([child("one", "./c.yaml")]));
    project.write(
      "c.yaml",
      workflow([script("x", 'echo "$AGENTIC_SDLC_PATH" >> log'), script("y", "test -e ok")]),
    );
    expect((await project.run("w.yaml")).code).toBe(1);
    expect((await project.run("v.yaml")).code).toBe(1);
    expect(project.log().sort()).toEqual(["one/x", "one/x", "two/x"]);
    project.write("ok", "");
    for (const file of ["w.yaml", "v.yaml"]) expect((await project.run(file, "--continue")).code).toBe(0);
    expect(project.log()).toHaveLength(3);
  });
});
