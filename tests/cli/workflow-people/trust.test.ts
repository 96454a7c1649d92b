import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, gate, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { child, logging, script, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

describe("git's hooks and settings", () => {
  /** One plants a hook; another one begins before that is put back, and ends after it. */
  const planting = `#!/bin/sh
cat > /dev/null
case $AGENTIC_SDLC_PATH in
evil) echo 'rm -rf /' > .git/hooks/pre-commit; git config core.fsmonitor ./x; : > planted
  while [ ! -e late ]; do sleep 0.02; done;;
late) : > late; while [ ! -e evil-over ]; do sleep 0.02; done;;
esac
echo done
`;

  it("are put back, named, and not taken for how they were by an agent that began meanwhile", async () => {
    const project = new PeopleProject(
      newDir(),
      {
        "w.yaml": workflow([
          agent("evil", { needs: [] }),
          script("wait", "while [ ! -e planted ]; do sleep 0.02; done", { needs: [] }),
          agent("late", { needs: ["wait"] }),
          script("over", ": > evil-over", { needs: ["evil"] }),
        ]),
      },
      { agent: planting },
    );
    execFileSync("git", ["init", "-q"], { cwd: project.dir });
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(
        "evil: put back what the agent changed in git: hooks/pre-commit, core.fsmonitor",
      ),
    ]);
    expect(project.has(".git/hooks/pre-commit")).toBe(false);
    expect(project.read(".git/config")).not.toContain("fsmonitor");
    expect((await project.cli("logs", project.runId, "evil")).stdout).toContain("hooks/pre-commit");
  });
});

describe("what a file of others may do", () => {
  it("ends at the project's folder: no file, link or child leads out of it", async () => {
    const outside = new PeopleProject(newDir(), { "w.yaml": workflow([logging("a")]) });
    const project = new PeopleProject(newDir(), {
      "parent.yaml": workflow([child("c", join(outside.dir, "w.yaml"))]),
      "up.yaml": workflow([child("c", "./link.yaml")]),
    });
    symlinkSync(join(outside.dir, "w.yaml"), join(project.dir, "link.yaml"));
    for (const file of [join(outside.dir, "w.yaml"), "link.yaml", "parent.yaml", "up.yaml"]) {
      expect([file, (await project.run(file)).code]).toEqual([file, 2]);
    }
    expect([outside.log(), project.log(), project.runIds()]).toEqual([[], [], []]);
  });

  it("does not start runs, nor decide about gates, from inside an attempt", async () => {
    const bin = join(process.cwd(), "dist/bin.js");
    const inner = (args: string) => `${process.execPath} ${bin} ${args}; test $? = 2`;
    const project = new PeopleProject(newDir(), {
      "w.yaml": workflow([
        gate("g"),
        script("a", inner("run x.yaml")),
        script("b", `${inner("approve $AGENTIC_SDLC_RUN_ID h")}`),
        gate("h"),
      ]),
      "x.yaml": workflow([logging("x")]),
    });
    await project.run("w.yaml");
    await project.cli("approve", project.runId);
    expect((await project.run("--continue")).code).toBe(3);
    expect(await project.nodes()).toEqual({ g: "done", a: "done", b: "done", h: "waiting" });
    expect(project.log()).toEqual([]);
  });

  it("never writes to the terminal what it does not show", async () => {
    const evil = "a\u001b[31m\u202eb";
    const project = new PeopleProject(newDir(), {
      "w.yaml": workflow(
        [
          script("each", "printf %s ${{ item }}; exit 1", { foreach: [evil], allowFailure: true }),
          gate("g", { message: `${evil}?` }),
        ],
        { name: evil },
      ),
    });
    const ran = await project.run("w.yaml");
    const shown = await project.cli("runs", "show", project.runId);
    const drawn = await project.cli("workflow", "show", "w.yaml");
    const told = [ran, shown, drawn].map(({ stdout, stderr }) => stdout + stderr).join();
    expect([told.includes("\u001b"), told.includes("\u202e")]).toEqual([false, false]);
    expect(ran.stdout).toContain("each[a%1B[31m%E2%80%AEb]");
  });

  it("gives commands data, whatever is in it", async () => {
    const items = ["'; touch pwned; '", "$(touch pwned)", "`touch pwned`", "-n", "*", "a\nb", ""];
    const project = new PeopleProject(newDir(), {
      "w.yaml": workflow([script("each", "printf '%s' \"${{ item }}\"", { foreach: items })], {
        outputs: { all: "${{ steps.each.output }}" },
      }),
    });
    expect((await project.events("w.yaml")).outputs.all).toEqual(items);
    expect(project.has("pwned")).toBe(false);
  });
});

describe("a run that was killed", () => {
  it("leaves nothing running when it is discarded", async () => {
    const project = new PeopleProject(newDir(), {
      "w.yaml": workflow([script("long", "echo $$ > pid; while [ ! -e ok ]; do sleep 0.05; done")]),
    });
    const killed = project.start("run", "w.yaml");
    const pid = Number(await until(() => project.has("pid") && project.read("pid").trim()));
    await killed.kill("SIGKILL");
    const { stdout } = await project.cli("status");
    expect(stdout).toMatch(/Unfinished: run-\S+ \(workflow w\.yaml\), killed, 0 actions done/);
    expect((await project.cli("doctor")).stdout).toContain("is unfinished (interrupted)");
    expect((await project.cli("runs", "discard", project.runId)).code).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(project.checkpoints()).toEqual([]);
    expect((await project.cli("runs", "prune", "--older-than", "0s")).stdout).toContain("1 run pruned");
  });
});

describe("workflow show", () => {
  it("prints a file in which nothing is wrong", async () => {
    const project = new PeopleProject(newDir(), {
      "w.yaml": workflow([logging("a")]),
      "bad.yaml": "name: x\n",
    });
    const { code, stdout } = await project.cli("workflow", "show", "w.yaml");
    expect([code, stdout]).toEqual([0, `${project.read("w.yaml")}\n`]);
    const json = JSON.parse((await project.cli("workflow", "show", "w.yaml", "--json")).stdout);
    expect(json).toMatchObject({
      workflow: { name: "test", steps: [{ id: "a", type: "script" }] },
      source: "w.yaml",
    });
    expect((await project.cli("workflow", "show", "bad.yaml")).code).toBe(2);
  });
});
