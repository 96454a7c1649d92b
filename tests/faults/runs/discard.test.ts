import { describe, expect, it } from "@jest/globals";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, PeopleProject, story } from "../../helpers/workflow/people-project.ts";
import { workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

/** Begins a run, and kills it while its agents work; their pids. */
async function killed(project: PeopleProject, agents: number, ...args: string[]): Promise<number[]> {
  const run = project.start("run", ...args);
  const pids = await until(() => project.log("pids").length === agents && project.log("pids").map(Number));
  await run.kill("SIGKILL");
  expect(pids.every(isAlive)).toBe(true);
  return pids;
}

const works = `#!/bin/sh
cat > /dev/null
echo $$ >> pids
while [ -e hold ]; do sleep 0.02; done
`;

const ask = agent("ask");
const onStory = story("do", "a");

function projectOf(...steps: readonly Record<string, unknown>[]): PeopleProject {
  const stories = [{ slug: "a", keys: { workflow: "quick", status: "ready" } }];
  return new PeopleProject(newDir(), { "w.yaml": workflow(steps), hold: "" }, { stories, agent: works });
}

describe("agents that outlive their run", () => {
  it.each([
    ["ask", ask],
    ["story[a]/implement#1", onStory],
  ])(
    "are named by doctor, and end with the run that is discarded: a workflow file's %s",
    async (path, step) => {
      const project = projectOf(step);
      const pids = await killed(project, 1, "w.yaml");
      const { stdout } = await project.cli("doctor");
      expect(stdout).toMatch(
        new RegExp(`${path.replace(/[[\]]/g, "\\$&")} of run ${project.runId}, whose runner died, has \\d`),
      );
      expect((await project.cli("runs", "discard", project.runId)).code).toBe(0);
      expect(pids.filter(isAlive)).toEqual([]);
      expect((await project.cli("doctor")).stdout).not.toContain("whose runner died");
    },
  );

  it("end with a board's run, and the story goes on with what is left", async () => {
    const project = projectOf(ask);
    const pids = await killed(project, 1, "--story", "a");
    expect((await project.cli("runs", "discard", project.runId)).code).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    project.remove("hold");
    const { stdout } = await project.run("--story", "a");
    expect(stdout).toContain("attempt 2");
  });
});
