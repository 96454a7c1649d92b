import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { script, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

describe("what a workflow file's run cost", () => {
  it("is not told where its agents told nothing, is nothing where it had none, else is in whole microdollars", async () => {
    const project = new PeopleProject(newDir(), { "none.yaml": workflow([script("a", "true")]) });
    project.write("w.yaml", workflow(["a", "b", "c"].map((id) => agent(id))));
    const shown = async () => {
      const run = JSON.parse((await project.cli("runs", "show", project.runId, "--json")).stdout).run;
      return run.costUsd;
    };
    await project.run("none.yaml");
    expect(await shown()).toBe(0);
    await project.run("w.yaml");
    expect(await shown()).toBeNull();
    expect((await project.cli("runs", "show", project.runId)).stdout).toMatch(/^ +cost +cost not reported$/m);
    expect((await project.cli("runs")).stdout).toContain("cost not reported");
    const usage = (costUsd: number) => JSON.stringify({ output: "hello", usage: { costUsd } });
    // 0.1 + 0.1 + 0.1 is 0.30000000000000004.
    project.write("answer", usage(0.1));
    const { events } = await project.events("w.yaml");
    expect([events.find(({ type }) => type === "run-ended").costUsd, await shown()]).toEqual([0.3, 0.3]);
  });
});
