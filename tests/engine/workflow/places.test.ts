import { describe, expect, it } from "@jest/globals";
import { type Plan, type PlannedStep, treeOf } from "../../helpers/engine/workflow-plans.ts";
import { WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { nodesAfter } from "../../helpers/workflow/node-records.ts";

type Raw = Readonly<Record<string, unknown>> & { readonly id: string };

function plan(...steps: readonly (Raw | PlannedStep)[]): Plan {
  const planned = steps.map((step) => ("raw" in step ? (step as PlannedStep) : { raw: step as Raw }));
  const inputs = { n: { required: false } };
  return { steps: planned, raw: { name: "test", inputs, steps: planned.map(({ raw }) => raw) } };
}

const script = (id: string, more: object = {}): Raw => ({ id, type: "script", run: "true", ...more });
const gate = (id: string, more: object = {}): Raw => ({ id, type: "gate", message: "Good?", ...more });
const each = (id: string, child: Plan, more: object): PlannedStep => ({
  raw: { id, type: "workflow", path: "./child.yaml", inputs: { n: "${{ item }}" }, ...more },
  child,
});

const world = (comes = () => ({ exitCode: 0, stdout: "" })) => new WorkflowWorld(comes);

/** A world, and the most commands that ran in it at once. */
function counting() {
  const most = { atOnce: 0 };
  const run: WorkflowWorld = world(() => {
    most.atOnce = Math.max(most.atOnce, run.running.size);
    return { exitCode: 0, stdout: "" };
  });
  return { run, most };
}

/** Two gates in each of three items, of which one works at a time. */
const gates = each("gates", plan(gate("ok")), { foreach: ["x", "y"], concurrency: 2 });
const twoGates = plan(
  each("outer", plan(script("before"), gates, script("after")), {
    foreach: ["a", "b", "c"],
    concurrency: 1,
  }),
);

describe("items that wait for people", () => {
  it("give up their place, one for all that wait in them, and take it again", async () => {
    const { run, most } = counting();
    const tree = treeOf(twoGates);
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 3 });
    const parked = [...nodesAfter(run.journal).values()].filter(({ status }) => status === "parked");
    expect(parked).toHaveLength(6);
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 3 });
    run.approve();
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 0 });
    expect(run.executed).toHaveLength(6);
    expect(most).toEqual({ atOnce: 1 });
  });

  it("keep their place while something else in them is at work", async () => {
    const { run, most } = counting();
    const child = plan(
      gate("ok", { needs: [] }),
      script("work", { needs: [] }),
      script("more", { needs: ["work"] }),
    );
    const tree = treeOf(plan(each("all", child, { foreach: ["a", "b", "c"], concurrency: 1 })));
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 3 });
    expect(run.executed).toHaveLength(6);
    expect(most).toEqual({ atOnce: 1 });
  });

  it("come to their end when another item's failure ends their collection", async () => {
    const run = world(() => ({ exitCode: 1, stdout: "" }));
    const child = plan(gate("ok", { if: "inputs.n != 'b'" }), script("work"));
    const tree = treeOf(plan(each("all", child, { foreach: ["a", "b", "c"], concurrency: 1 })));
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 1, status: "failed" });
  });
});

describe("a step that was done, and whose condition was not met for a while", () => {
  /** It is done, skipped, and back; where it is `back`, by its records. */
  async function thereAndBack(step: Raw): Promise<string[]> {
    let works = true;
    const run = new WorkflowWorld(({ path }) => ({
      exitCode: path !== "first" || works ? 0 : 1,
      stdout: "",
    }));
    const tree = treeOf(plan(script("first", { reuse: false }), step, script("last", { if: "success()" })));
    await run.run(tree, {});
    run.approve();
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 0 });
    works = false;
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 1 });
    works = true;
    expect(await run.run(tree, {})).toMatchObject({ exitCode: 0 });
    expect(run.executed.filter((path) => path !== "first")).toEqual(
      step.type === "script" ? [step.id, "last"] : ["last"],
    );
    return run.journal.filter((one) => one.path === step.id).map(({ type }) => type);
  }

  it("is not done again", async () => {
    const types = await thereAndBack(script("paid", { if: "success()" }));
    expect(types).toEqual(["intent", "done", "skipped", "done"]);
  });

  it("is not asked again, where a person approved it", async () => {
    const types = await thereAndBack(gate("ok", { if: "success()" }));
    expect(types).toEqual(["parked", "approved", "done", "skipped", "done"]);
  });

  it("may be skipped, and what follows is still run by --only", async () => {
    const run = world();
    const tree = treeOf(plan(script("never", { if: "1 > 2" }), script("wanted"), script("other")));
    await run.run(tree, {}, { maxActions: 0 });
    expect(await run.run(tree, {}, { only: "wanted" })).toMatchObject({ exitCode: 0 });
    expect(run.executed).toEqual(["wanted"]);
  });
});
