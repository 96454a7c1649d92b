import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { PeopleProject, story } from "../../helpers/workflow/people-project.ts";
import { logging, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const stories = ["a", "b"].map((slug) => ({ slug, keys: { workflow: "quick", status: "ready" } }));

describe("a story's step", () => {
  it("ends the story's attempt when its time is over, and gives env to its agents and checks", async () => {
    const steps = [
      story("late", "a", { timeout: "400ms", allowFailure: true }),
      story("told", "b", { env: { STAGE: "prod" } }),
      logging("after"),
    ];
    const project = new PeopleProject(
      newDir(),
      { "w.yaml": workflow(steps, { env: { TEAM: "red" } }), "hold-a": "" },
      { stories, config: { checks: ['echo "$STAGE $TEAM" >> checked'] } },
    );
    const { code, stdout } = await project.run("w.yaml");
    expect(stdout).toContain("(failed, which is allowed: ran longer than its timeout of 400ms)");
    expect(stdout).toContain("Interrupted: implement#1 (the time of the step");
    expect([code, project.status("a"), project.status("b"), project.log()]).toEqual([
      ...[0, "in-progress", "done"],
      ["after"],
    ]);
    expect(project.read("env-implement")).toMatch(/^STAGE=prod$/m);
    expect(project.read("env-review")).toMatch(/^TEAM=red$/m);
    expect(project.log("checked")).toEqual(["prod red"]);
  });
});
