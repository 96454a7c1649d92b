import { describe, expect, it } from "@jest/globals";
import { until } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { failing, logging, script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
/** Ends only when the other one runs at the same time. */
const meeting = (id: string, other: string) =>
  script(id, `touch here-${id}; while [ ! -e here-${other} ]; do sleep 0.02; done`, { timeout: "20s" });

describe("runs of two files", () => {
  it("go on at the same time, each with its own state", async () => {
    const project = new WorkflowProject(newDir(), {
      "one.yaml": workflow([meeting("a", "b"), failing("end")]),
      "two.yaml": workflow([meeting("b", "a"), failing("end")]),
    });
    const both = await Promise.all(["one.yaml", "two.yaml"].map((file) => project.run(file)));
    expect(both.map(({ code }) => code)).toEqual([1, 1]);
    expect(project.checkpoints()).toHaveLength(2);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(2);
    const on = await Promise.all(["one.yaml", "two.yaml"].map((file) => project.run(file, "--continue")));
    expect(on.map(({ code }) => code)).toEqual([0, 0]);
    expect(project.log()).toHaveLength(4);
    expect(project.checkpoints()).toEqual([]);
  });

  it("are named by status, where one lives beside another", async () => {
    const project = new WorkflowProject(newDir(), {
      "one.yaml": workflow([failing("a")]),
      "two.yaml": workflow([script("b", "touch here; while [ -e here ]; do sleep 0.02; done")]),
    });
    expect((await project.run("one.yaml")).code).toBe(1);
    const [failed] = project.runIds();
    const live = project.run("two.yaml");
    await until(() => project.has("here"));
    const { stdout } = await project.cli("status");
    expect(stdout).toContain(`agentic-sdlc run --continue ${failed}\n`);
    project.write("ok", "");
    expect((await project.run("--continue", failed!)).code).toBe(0);
    project.remove("here");
    expect((await live).code).toBe(0);
  });

  it("and one of the board are told apart", async () => {
    const project = new WorkflowProject(newDir(), { "w.yaml": workflow([logging("a"), failing("b")]) });
    project.write(
      ".agentic-sdlc/stories/one.md",
      "---\nid: story-one\ntitle: One\nstatus: backlog\ntype: feature\ncreated: '2026-01-08'\n---\n# One\n",
    );
    expect((await project.run("w.yaml")).code).toBe(1);
    expect((await project.run("--auto", "--max-actions", "1")).code).toBe(0);
    expect(project.checkpoints()).toHaveLength(2);
    const several = await project.run("--continue");
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining("2 runs can be continued")]);
    expect((await project.run("--auto", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "b"]);
    const status = await project.cli("status");
    expect(status.stdout).toMatch(/Unfinished: run-\S+ \(workflow w\.yaml\), failed, 1 actions? done/);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "b", "b"]);
  });
});
