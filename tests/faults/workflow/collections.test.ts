import { describe, expect, it } from "@jest/globals";
import { WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { nodesAfter } from "../../helpers/workflow/node-records.ts";
import { command, smallTree, within } from "../../helpers/workflow/small-tree.ts";

/** A world whose `list` says these items, and in which `bad`, and `last` until it is mended, fail. */
function worldOf(items: { now: readonly unknown[] }, mended = { now: false }): WorkflowWorld {
  return new WorkflowWorld(({ command: of, stdin }) => {
    const fails = of === "bad" || stdin === "b!" || (of === "last" && !mended.now);
    return { exitCode: fails ? 1 : 0, stdout: of === "list" ? JSON.stringify(items.now) : `${of} ${stdin}` };
  });
}

const inputs = (value: unknown) => ({ l: { type: "array", default: value } });
const each = (more: object = {}) => command("x", { foreach: "${{ inputs.l }}", ...more });

describe("a collection that is done", () => {
  it("has new items run, keeps what is done, and gives all of them in today's order", async () => {
    const mended = { now: false };
    const run = worldOf({ now: [] }, mended);
    const tree = smallTree(
      [each({ stdin: "${{ item }}" }), command("reads", { stdin: "${{ steps.x.output }}" }), command("last")],
      {
        inputs: inputs([]),
        outputs: { x: "${{ steps.x.output }}" },
      },
    );
    expect((await run.run(tree, { l: [1, 2] })).exitCode).toBe(1);
    mended.now = true;
    const { outputs } = await run.run(tree, { l: [3, 2, 1] });
    expect(run.executed).toEqual(["x[1]", "x[2]", "reads", "last", "x[3]", "reads", "last"]);
    expect(outputs).toEqual({ x: ["x 3", "x 2", "x 1"] });
  });

  it("has those retired that it lost, and runs nothing for it", async () => {
    const mended = { now: false };
    const run = worldOf({ now: [] }, mended);
    const tree = smallTree([each(), command("last")], { inputs: inputs([]) });
    await run.run(tree, { l: [1, 2] });
    mended.now = true;
    await run.run(tree, { l: [2] });
    expect(run.executed).toEqual(["x[1]", "x[2]", "last", "last"]);
    expect(nodesAfter(run.journal).get("x[1]")).toMatchObject({ retired: true });
  });

  it("runs the new items of what a step with reuse: false lists, and those of a child that failed", async () => {
    const items = { now: ["a"] };
    const mended = { now: false };
    const run = worldOf(items, mended);
    const list = command("list", { reuse: false });
    const of = { foreach: "${{ steps.list.output }}" };
    const tree = smallTree([list, command("x", of), within("c", [list, command("y", of), command("last")])]);
    await run.run(tree, {});
    items.now = ["a", "b"];
    mended.now = true;
    expect((await run.run(tree, {})).exitCode).toBe(0);
    expect(run.executed.filter((path) => /[xy]\[/.test(path))).toEqual(["x[a]", "c/y[a]", "x[b]", "c/y[b]"]);
  });

  it("fails where its list is none any more; what is done stays done", async () => {
    const run = worldOf({ now: [] });
    const tree = smallTree([each(), command("last")], { inputs: { l: { type: "array" } } });
    await run.run(tree, { l: [1] });
    expect(await run.run(tree, { l: "none" })).toMatchObject({ exitCode: 1 });
    expect(run.executed).toEqual(["x[1]", "last"]);
    expect(nodesAfter(run.journal).get("x[1]")).toMatchObject({ status: "done" });
  });
});

describe("allowFailure", () => {
  const status = command("status", { stdin: "${{ steps.x.status }} ${{ length(steps.x.output) }}" });
  const outputs = { s: "${{ steps.status.output }}" };

  it.each([
    ["foreach", { foreach: "${{ inputs.s }}" }],
    ["key", { foreach: [1], key: "${{ fromJson(inputs.s) }}" }],
    ["if", { foreach: [1], if: "fromJson(inputs.s)" }],
  ])("lets a %s pass that fails; it is not run on continue", async (_, keys) => {
    const mended = { now: false };
    const run = worldOf({ now: [] }, mended);
    const x = command("x", { ...keys, allowFailure: true });
    const tree = smallTree([x, status, command("last")], { inputs: { s: {} }, outputs });
    expect(await run.run(tree, { s: "abc" })).toMatchObject({ exitCode: 1, failed: [{ path: "last" }] });
    mended.now = true;
    expect(await run.run(tree, { s: "abc" })).toMatchObject({ outputs: { s: "status failed 0" } });
    expect(run.executed).toEqual(["status", "last", "last"]);
  });

  it("tells what was let pass as failed: of a step, of a collection, and when they stand", async () => {
    const run = worldOf({ now: [] });
    const steps = [
      command("bad", { allowFailure: true }),
      command("x", { foreach: ["a", "b"], stdin: "${{ item }}!", allowFailure: true }),
      command("y", { foreach: ["a"], allowFailure: true }),
    ];
    const told = { bad: "${{ steps.bad.status }}", x: "${{ steps.x.status }}", y: "${{ steps.y.status }}" };
    const tree = smallTree(steps, { outputs: told });
    const expected = { bad: "failed", x: "failed", y: "done" };
    expect((await run.run(tree, {})).outputs).toEqual(expected);
    expect((await run.run(tree, {})).outputs).toEqual(expected);
    expect(run.executed).toEqual(["bad", "x[a]", "x[b]", "y[a]"]);
  });
});
