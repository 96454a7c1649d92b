import { execFileSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { pathOf, putOnPath } from "../../helpers/agents/on-path.ts";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

/** A project with a story and a workflow file, on a machine that has no agent but the one in its config. */
function project() {
  const tools = newDir();
  for (const name of ["cat", "env", "sleep", "git"]) {
    const found = execFileSync("/bin/sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    putOnPath(tools, name, `exec "${found}" "$@"`);
  }
  const files = { "w.yaml": workflow([agent("ask")]) };
  const env = { PATH: pathOf(tools) };
  return new PeopleProject(newDir(), files, { stories: [{ slug: "one" }], env });
}

/** Its run, killed while its agent works, whose process goes on. */
async function killed(project: PeopleProject, ...args: string[]): Promise<number> {
  project.write("hold", "");
  const runner = project.start("run", ...args);
  const pid = await until(() => {
    const checkpoint = project.checkpoints()[0];
    if (checkpoint === undefined || project.calls().length === 0) return undefined;
    const saved = JSON.parse(project.read(`.agentic-sdlc/${checkpoint}`));
    return saved.currentActions[0]?.agent.pid as number | undefined;
  });
  await runner.kill("SIGKILL");
  return pid;
}

describe("a killed run that goes on where no agent is to be had", () => {
  it.each([
    ["of the board", [], "story[one]/refine#1#1 -", "story[one]/refine#2#2 s1"],
    ["of a workflow file", ["w.yaml"], "ask#1 -", "ask#2 s1"],
  ])("%s is put in order, says what is missing, and can be continued", async (_what, args, first, second) => {
    const it = project();
    const pid = await killed(it, ...args);
    expect(isAlive(pid)).toBe(true);
    it.configure({ agent: undefined });
    const refused = await it.run("--continue");
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain("There is no agent to do it. None is named");
    expect(refused.stdout).toContain("→ Install one of them");
    expect(refused.stdout).toContain("Continue: agentic-sdlc run --continue");
    expect([isAlive(pid), it.kept().includes('"type":"interrupted"')]).toEqual([false, true]);
    expect((await it.run("--continue")).code).toBe(2);
    it.configure({});
    it.remove("hold");
    expect((await it.run("--continue")).code).toBe(0);
    expect(it.calls()).toEqual([first, second]);
  });

  it("is refused at once where it has nothing to go on with", async () => {
    const it = project();
    it.configure({ agent: undefined });
    const refused = await it.run();
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("There is no agent to do it");
    expect(it.runIds()).toEqual([]);
  });
});
