import { spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "@jest/globals";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { bin } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { child, logging, script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const inTerminal = skipUnless(
  canOpenTerminals(),
  "signals in a terminal: needs Linux and util-linux' script",
);
const pids: number[] = [];
afterEach(() => {
  // Only where a test has failed there are any.
  for (const pid of pids.splice(0).filter(isAlive)) process.kill(pid, "SIGKILL");
});

/** At work until there is a file `ok`; logs how often it was started, and that it hears no signals where it does not. */
const work = (id: string, first = "") =>
  script(id, `${first}echo ${id} >> log; echo $$ >> pids; while [ ! -e ok ]; do sleep 0.02; done`);
const deaf = 'trap "" INT TERM HUP; ';

function projectOf(first = "") {
  return new WorkflowProject(newDir(), {
    "w.yaml": workflow(
      [logging("a"), child("all", "./child.yaml", { foreach: [1, 2], concurrency: 2 }), logging("z")],
      { finally: [logging("end")] },
    ),
    "child.yaml": workflow([logging("x"), work("y", first)], { finally: [logging("child-end")] }),
  });
}

async function bothAtWork(project: WorkflowProject): Promise<void> {
  await until(() => project.log("pids").length === 2);
  pids.push(...project.log("pids").map(Number));
}

/** Nothing survived, nothing new was started, and all goes on where it was. */
async function expectStopped(project: WorkflowProject, code: number): Promise<void> {
  expect(project.log("pids").map(Number).filter(isAlive)).toEqual([]);
  expect(project.log().sort()).toEqual(["a", "x", "x", "y", "y"]);
  expect(project.journal().at(-1)).toMatchObject({
    type: "run-ended",
    status: "interrupted",
    exitCode: code,
  });
  const interrupted = project.journal().filter(({ type }) => type === "interrupted");
  expect(interrupted.map(({ path }) => path).sort()).toEqual(["all[1]/y", "all[2]/y"]);
  expect(await project.nodes()).toMatchObject({ "all[1]/y": "interrupted", "all[1]/x": "done" });
  project.write("ok", "");
  project.remove("log");
  const next = await project.run("--continue");
  expect(next.code).toBe(0);
  expect(next.stdout).toContain("Interrupted: all[1]/y, all[2]/y");
  expect(project.log().sort()).toEqual(["child-end", "child-end", "end", "y", "y", "z"]);
}

describe("a workflow file's run", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("stops at %s, says how to go on, and goes on", async (signal, code) => {
    const project = projectOf();
    const runner = spawn(process.execPath, [bin, "run", "w.yaml"], {
      cwd: project.dir,
      env: { PATH: process.env.PATH, HOME: project.dir, ...project.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    runner.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    const ended = new Promise<number | null>((resolve) => runner.on("close", resolve));
    await bothAtWork(project);
    runner.kill(signal);
    expect(await ended).toBe(code);
    expect(stdout).toContain(`agentic-sdlc run --continue ${project.runIds()[0]}`);
    expect(stdout).toContain("Interrupted: all[1]/y (stopped by the user)");
    await expectStopped(project, code);
  });

  inTerminal("stops at Ctrl+C, and at once at a second one", async () => {
    const project = projectOf(deaf);
    const terminal = new Terminal(`exec ${process.execPath} ${bin} run w.yaml`, {
      cwd: project.dir,
      env: project.env,
    });
    try {
      await bothAtWork(project);
      terminal.press("\x03");
      await terminal.prints("Stopping");
      const pressed = performance.now();
      terminal.press("\x03");
      expect(await terminal.ended).toBe(130);
      // Asking alone would take 5 s.
      expect(performance.now() - pressed).toBeLessThan(4000);
      expect(terminal.output).toContain("agentic-sdlc run --continue");
    } finally {
      terminal.close();
    }
    await expectStopped(project, 130);
  });

  it("has no retry, failure branch or finally run after the signal", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow(
        [
          { ...work("a"), retry: { attempts: 3 }, allowFailure: true },
          logging("b", { if: "failure()" }),
          logging("c", { if: "always()" }),
        ],
        { finally: [logging("end")] },
      ),
    });
    const runner = spawn(process.execPath, [bin, "run", "w.yaml"], {
      cwd: project.dir,
      env: { PATH: process.env.PATH, HOME: project.dir, ...project.env },
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => runner.on("close", resolve));
    await until(() => project.log("pids").length === 1);
    runner.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(project.log()).toEqual(["a"]);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "a", "c", "end"]);
  });

  it("that is stopped while it waits for a retry stops at once", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow([
        script("a", "echo a >> log; test -e ok", { retry: { attempts: 2, delay: "10m" } }),
      ]),
    });
    const runner = spawn(process.execPath, [bin, "run", "w.yaml", "--json"], {
      cwd: project.dir,
      env: { PATH: process.env.PATH, HOME: project.dir, ...project.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    runner.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    const ended = new Promise<number | null>((resolve) => runner.on("close", resolve));
    await until(() => stdout.includes('"again":true'));
    runner.kill("SIGTERM");
    expect(await ended).toBe(143);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "a"]);
  });
});
