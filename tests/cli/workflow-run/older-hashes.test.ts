import { cpSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { WorkflowProject } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
/** Workflow files, and what an older version recorded of a run of them, whose last step failed. */
const older = new URL("../../fixtures/older-hashes/file", import.meta.url);

function left() {
  const project = new WorkflowProject(newDir());
  cpSync(older, project.dir, { recursive: true });
  const edit = (from: string, to: string) => {
    expect(project.read("w.yaml")).toContain(from);
    project.write("w.yaml", project.read("w.yaml").replace(from, to));
  };
  const rerun = async () => {
    const { events } = await project.events("w.yaml", "--continue", "--rerun-changed");
    return events
      .filter(({ type }) => type === "node-done")
      .map(({ path }) => path)
      .sort();
  };
  return { project, edit, rerun };
}

describe("a workflow file's run that an older version left", () => {
  it("reads as unchanged: nothing is named, and nothing done again", async () => {
    const { project, rerun } = left();
    // Children are looked into.
    expect(await rerun()).toEqual(["part"]);
    expect(project.log()).toEqual(["end"]);
    project.write("ok", "");
    const { code, stdout, stderr } = await project.run("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/changed/i);
    expect(project.log()).toEqual(["end", "end"]);
  });

  it("knows its items by the keys that they had", async () => {
    const { project, edit } = left();
    edit("{ n: 1, b: { y: 1, x: [2, 1] } }, { n: 2 }", "{ n: 2 }, { b: { x: [2, 1], y: 1 }, n: 1 }");
    const { events } = await project.events("w.yaml", "--continue");
    expect(events.filter(({ type }) => type === "node-retired")).toEqual([]);
    expect(project.log()).toEqual(["end"]);
  });

  it.each([
    ["{ ZED: z,", "{ ZED: y,", ["first", "part"], ["end", "first"]],
    ["default: plain", "default: other", ["first", "part", "told"], ["end", "first"]],
    [
      "y: 1, x: [2, 1]",
      "y: 1, x: [2, 3]",
      ["each[363379742f80b51b]", "each[816a2d7ee1e0d8bf]", "part"],
      ["each-1", "each-2", "end"],
    ],
  ])("reads as changed where %s became %s", async (from, to, again, logged) => {
    const { project, edit, rerun } = left();
    edit(from, to);
    expect(await rerun()).toEqual(again);
    expect(project.log().sort()).toEqual(logged);
  });
});
