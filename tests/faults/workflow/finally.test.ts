import { describe, expect, it } from "@jest/globals";
import { WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { command, smallTree, within } from "../../helpers/workflow/small-tree.ts";
import { child, logging, script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const gate = { id: "ship", type: "gate", message: "ship?" };
const clean = { finally: [command("clean")] };

/** A world in which `bad` fails. */
const world = () => new WorkflowWorld(({ command: of }) => ({ exitCode: of === "bad" ? 1 : 0, stdout: "" }));

describe("finally", () => {
  it("does not run while the run waits for a person, and does once it is over", async () => {
    const run = world();
    const tree = smallTree([command("build"), gate, command("publish")], clean);
    expect((await run.run(tree, {})).exitCode).toBe(3);
    expect(run.executed).toEqual(["build"]);
    run.approve();
    expect((await run.run(tree, {})).exitCode).toBe(0);
    expect(run.executed).toEqual(["build", "publish", "clean"]);
  });

  it("of a child does not run while something in the child waits", async () => {
    const run = world();
    const tree = smallTree([within("c", [command("up"), gate], {}, clean)]);
    expect((await run.run(tree, {})).exitCode).toBe(3);
    expect(run.executed).toEqual(["c/up"]);
    run.approve();
    expect((await run.run(tree, {})).exitCode).toBe(0);
    expect(run.executed).toEqual(["c/up", "c/clean"]);
  });

  it("does not run where an agent's question waits, nor where money ran out", async () => {
    const run = world();
    const asks = { id: "ask", type: "agent", prompt: "asks" };
    await run.run(smallTree([asks], clean), {});
    const poor = world();
    const works = { id: "work", type: "agent", prompt: "works" };
    const tree = smallTree([works, command("next")], clean);
    expect((await poor.run(tree, {}, { budgetUsd: 0.0005 })).exitCode).toBe(6);
    expect([run.executed, poor.executed]).toEqual([["ask"], ["work"]]);
  });

  it("runs where the run has failed, also beside something that waits", async () => {
    const run = world();
    const tree = smallTree([command("bad"), { ...gate, needs: [] }], clean);
    await run.run(tree, {});
    expect(run.executed).toEqual(["bad", "clean"]);
  });

  it("of a child runs when the time of its step is over, at any depth, and takes as long as it takes", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow([child("c", "./c.yaml", { timeout: "300ms", allowFailure: true }), logging("d")]),
      "c.yaml": workflow([child("inner", "./inner.yaml")], {
        finally: [script("down", "sleep 0.5; echo down >> log")],
      }),
      "inner.yaml": workflow([script("up", "echo up >> log; sleep 30")], {
        finally: [logging("inner-down")],
      }),
    });
    const { code, stdout } = await project.run("w.yaml");
    expect(project.log()).toEqual(["up", "inner-down", "down", "d"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("ran longer than its timeout of 300ms")]);
  });
});
