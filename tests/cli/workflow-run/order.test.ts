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

/** Ends only when the other one runs at the same time. */
const meeting = (id: string, other: string, more = {}) =>
  script(id, `touch here-${id}; while [ ! -e here-${other} ]; do sleep 0.02; done`, {
    timeout: "20s",
    ...more,
  });
/** Fails when another one that is alone runs at the same time. */
const alone = (id: string, more = {}) =>
  script(id, `mkdir alone && sleep 0.05 && rmdir alone && echo ${id} >> log`, more);

describe("steps", () => {
  it("run in order, one after the other", async () => {
    const project = projectOf([alone("a"), alone("b"), alone("c")]);
    expect((await project.run("w.yaml")).code).toBe(0);
    expect(project.log()).toEqual(["a", "b", "c"]);
  });

  it("with needs run as their edges allow, and after all of them", async () => {
    const project = projectOf([
      logging("first"),
      meeting("left", "right", { needs: ["first"] }),
      meeting("right", "left", { needs: "first" }),
      logging("last", { needs: ["left", "right"] }),
    ]);
    expect((await project.run("w.yaml")).code).toBe(0);
    expect(project.log()).toEqual(["first", "last"]);
  });

  it("run at most --concurrency at once, also within children and collections, also when continued", async () => {
    const files = {
      "w.yaml": workflow([
        alone("a", { needs: [] }),
        alone("b", { needs: [] }),
        child("c", "./child.yaml", { needs: [], foreach: [1, 2, 3], concurrency: 3 }),
        failing("d", { needs: ["a", "b", "c"] }),
        alone("e", { needs: ["d"] }),
        alone("f", { needs: ["d"] }),
      ]),
      "child.yaml": workflow([alone("x", { needs: [] }), alone("y", { needs: [] })]),
    };
    const project = new WorkflowProject(newDir(), files);
    expect((await project.run("w.yaml", "--concurrency", "1")).code).toBe(1);
    expect(project.log().sort()).toEqual(["a", "b", "d", ..."xxx", ..."yyy"]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
  });

  it("that a failed one is before do not run; a branch beside it does", async () => {
    const project = projectOf([
      failing("a", { needs: [] }),
      logging("b", { needs: [] }),
      logging("after-a", { needs: ["a"] }),
      logging("after-b", { needs: ["b"] }),
      logging("after-both", { needs: ["after-a", "after-b"] }),
    ]);
    const { code, stdout } = await project.run("w.yaml");
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ a failed: exited 1/);
    expect(project.log().sort()).toEqual(["a", "after-b", "b"]);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log().slice(3).sort()).toEqual(["a", "after-a", "after-both"]);
  });
});

describe("if", () => {
  it("decides with inputs, outputs and logic, and a skipped step fails nothing", async () => {
    const project = projectOf(
      [
        script("count", "echo 3"),
        logging("more", { if: "${{ steps.count.output > 2 && inputs.go }}" }),
        logging("less", { if: "steps.count.output < 2 || !inputs.go" }),
        logging("each-${{", {
          id: "each",
          run: "echo each-${{ item }} >> log",
          foreach: [1, 2, 3],
          if: "item != 2",
        }),
        logging("last", { if: "${{ steps.less.status == 'skipped' && steps.less.output == null }}" }),
      ],
      {
        inputs: { go: { type: "boolean", default: true } },
        outputs: {
          statuses: ["${{ steps.more.status }}", "${{ steps.less.status }}"],
          each: "${{ length(steps.each.output) }}",
        },
      },
    );
    const { code, outputs, events } = await project.events("w.yaml");
    expect(code).toBe(0);
    expect(project.log()).toEqual(["more", "each-1", "each-3", "last"]);
    expect(outputs).toEqual({ statuses: ["done", "skipped"], each: 3 });
    expect(events.filter(({ type }) => type === "node-skipped").map(({ path }) => path)).toEqual([
      "less",
      "each[2]",
    ]);
  });

  it("knows success(), failure() and always()", async () => {
    const project = projectOf([
      logging("early", { if: "failure()" }),
      logging("fine", { if: "success()" }),
      failing("bad"),
      logging("plain"),
      logging("on-success", { if: "${{ success() }}" }),
      logging("on-failure", { if: "failure() && steps.bad.exitCode == 1" }),
      logging("in-any-case", { if: "Always()" }),
      logging("at-the-end", { if: "${{ steps.fine.status == 'done' }}" }),
    ]);
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.log()).toEqual(["fine", "bad", "on-failure", "in-any-case"]);
    project.write("ok", "");
    project.remove("log");
    const { code } = await project.run("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(project.log()).toEqual(["bad", "plain", "on-success", "at-the-end"]);
  });

  it("is decided again for each item of a collection that is done", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow([
        script("wanted", "cat wanted", { reuse: false }),
        script("each", "echo ${{ item }} >> log; echo ${{ item }}", {
          foreach: ["a", "b", "c"],
          if: "contains(steps.wanted.stdout, item)",
        }),
        script("sum", "cat >> sums", { stdin: "${{ join(steps.each.output, ' ') }};" }),
        failing("last", { if: "always()" }),
      ]),
      wanted: "a b",
    });
    const [all, fewer, same, more] = ["a b", "b", "b", "b c"];
    for (const wanted of [all, fewer, same, more]) {
      project.write("wanted", wanted!);
      expect((await project.run(project.has("log") ? "--continue" : "w.yaml")).code).toBe(1);
    }
    expect(project.log().filter((line) => line !== "last")).toEqual(["a", "b", "c"]);
    expect(project.read("sums")).toBe("a b ; b ; b c;");
    expect(await project.nodes()).toMatchObject({
      "each[a]": "skipped",
      "each[b]": "done",
      "each[c]": "done",
    });
  });

  it("is decided again on continue", async () => {
    const project = projectOf([
      script("look", "cat mood", { reuse: false }),
      logging("a", { if: "steps.look.stdout == 'good'" }),
      failing("b"),
    ]);
    project.write("mood", "bad");
    expect((await project.run("w.yaml")).code).toBe(1);
    project.write("mood", "good");
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["b", "a", "b"]);
  });
});

describe("finally", () => {
  const steps = [logging("a"), failing("b"), logging("c")];
  const last = [
    script("clean", "echo clean ${{ steps.b.status }} >> log", { needs: [] }),
    logging("on-failure", { if: "failure()" }),
  ];

  it("runs at the end of every invocation, however it came, and sees all steps", async () => {
    const project = projectOf(steps, { finally: last });
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.log()).toEqual(["a", "b", "clean failed", "on-failure"]);
    project.write("ok", "");
    project.remove("log");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["b", "c", "clean done"]);
  });

  it("may have collections and children, which run in every invocation too", async () => {
    const project = projectOf([failing("a")], {
      finally: [logging("each", { foreach: [1, 2] }), child("c", "./child.yaml")],
    });
    project.write("child.yaml", workflow([logging("x")]));
    await project.run("w.yaml");
    project.write("ok", "");
    const { code, stdout } = await project.run("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(stdout).toContain("To run: a, each, c\n");
    expect(project.log()).toEqual(["a", "each", "each", "x", "a", "each", "each", "x"]);
  });

  it("waits for the invocation that comes to an end of its own", async () => {
    const project = projectOf([logging("a"), logging("b")], { finally: [logging("clean")] });
    await project.run("w.yaml", "--max-actions", "1");
    expect(project.log()).toEqual(["a"]);
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "b", "clean"]);
  });

  it("that fails fails the run, and only it runs again", async () => {
    const project = projectOf([logging("a")], { finally: [failing("clean")] });
    expect((await project.run("w.yaml")).code).toBe(1);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "clean", "clean"]);
  });

  it("of a child runs with it, in each invocation in which the child runs", async () => {
    const project = projectOf([child("one", "./child.yaml"), failing("after")]);
    project.write("child.yaml", workflow([logging("x")], { finally: [logging("x-end")] }));
    expect((await project.run("w.yaml")).code).toBe(1);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["x", "x-end", "after", "after"]);
  });
});
