import { describe, expect, it } from "@jest/globals";
import type { WorkflowTree } from "../../../src/domain/definition/file/definition.ts";
import { type Plan, type PlannedStep, treeOf } from "../../helpers/engine/workflow-plans.ts";
import { WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { Crash } from "../../helpers/memory/machine.ts";
import { nodesAfter } from "../../helpers/workflow/node-records.ts";

/* What the properties find only now and then: one small file each, whose run ends after every record it has. */

type Raw = Readonly<Record<string, unknown>> & { readonly id: string };

function plan(steps: readonly (Raw | PlannedStep)[], more = {}): Plan {
  const planned = steps.map((step) => ("raw" in step ? (step as PlannedStep) : { raw: step as Raw }));
  const inputs = { n: { required: false } };
  return { steps: planned, raw: { name: "test", inputs, steps: planned.map(({ raw }) => raw), ...more } };
}

const script = (id: string, run: string, more: object = {}): Raw => ({ id, type: "script", run, ...more });
const agent = (id: string, prompt: string, more: object = {}): Raw => ({
  id,
  type: "agent",
  prompt,
  ...more,
});

/** A world whose scripts print what they are told to. */
function worldOf(prints: (command: string) => string): WorkflowWorld {
  return new WorkflowWorld(({ command }) => ({ exitCode: 0, stdout: prints(command) }));
}

async function toTheEnd(world: WorkflowWorld, tree: WorkflowTree): Promise<unknown> {
  for (let count = 0; count < 9; count++) {
    const { exitCode, outputs } = await world.run(tree, {});
    if (exitCode === 0) return outputs;
    world.approve();
  }
  throw new Error("it does not come to its end");
}

describe("a run that ends anywhere", () => {
  it("takes no answer of an agent that was made of what has changed since", async () => {
    const tree = treeOf(
      plan(
        [
          script("read", "read", { reuse: false }),
          agent("think", "works on ${{ steps.read.output }}"),
          agent("ask", "asks about ${{ steps.read.output }}"),
        ],
        { outputs: { all: "${{ steps.think.output }}, ${{ steps.ask.output }}" } },
      ),
    );
    let read = "new";
    const calm = await toTheEnd(
      worldOf(() => read),
      tree,
    );
    for (let records = 1; records < 20; records++) {
      const world = worldOf(() => read);
      read = "old";
      world.fuse = records;
      await toTheEnd(world, tree).catch((error) => expect(error).toBeInstanceOf(Crash));
      world.fuse = Number.POSITIVE_INFINITY;
      read = "new";
      expect([records, await toTheEnd(world, tree)]).toEqual([records, calm]);
    }
  });

  it("runs the finally of a child, whenever Ctrl+C comes", async () => {
    const child = plan([agent("think", "works")], { finally: [script("last", "last")] });
    const raw = { id: "child", type: "workflow", path: "./child.yaml" };
    const tree = treeOf(plan([{ raw, child }, script("after", "after")]));
    for (let records = 1; records < 12; records++) {
      const world = worldOf(() => "");
      world.patience = records;
      await world.run(tree, {});
      world.patience = Number.POSITIVE_INFINITY;
      await toTheEnd(world, tree);
      expect([records, world.executed]).toEqual([records, expect.arrayContaining(["child/last"])]);
    }
  });
});

describe("an item that waits for a person, left its collection, and is back", () => {
  it.each([
    ["a gate", { type: "gate", message: "Good?" }],
    ["an agent", { type: "agent", prompt: "asks" }],
  ])("is decided about: %s", async (_, step) => {
    let items = '["a"]';
    const world = worldOf(() => items);
    const foreach = "${{ steps.read.output }}";
    const tree = treeOf(plan([script("read", "read", { reuse: false }), { id: "each", ...step, foreach }]));
    expect(await world.run(tree, {})).toMatchObject({ exitCode: 3 });
    items = "[]";
    expect(await world.run(tree, {})).toMatchObject({ exitCode: 0 });
    // Whoever is late finds nothing that waits.
    world.approve();
    expect(await world.run(tree, {})).toMatchObject({ exitCode: 0 });
    items = '["a"]';
    expect(await world.run(tree, {})).toMatchObject({ exitCode: 3 });
    world.approve();
    expect(await world.run(tree, {})).toMatchObject({ exitCode: 0 });
    expect(nodesAfter(world.journal).get("each[a]")).toMatchObject({ status: "done", retired: false });
  });

  it("is skipped again, where it was", async () => {
    let items = '["a"]';
    const world = worldOf(() => items);
    const more = { foreach: "${{ steps.read.output }}", if: "item != 'a'" };
    const tree = treeOf(plan([script("read", "read", { reuse: false }), script("each", "x", more)]));
    for (items of ['["a"]', "[]", '["a"]']) await world.run(tree, {});
    expect(nodesAfter(world.journal).get("each[a]")).toMatchObject({ status: "skipped", retired: false });
  });
});
