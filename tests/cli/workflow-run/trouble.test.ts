import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { bin } from "../../helpers/cli.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import {
  child,
  failing,
  logging,
  script,
  WorkflowProject,
  workflow,
} from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const onLinux = skipUnless(process.platform === "linux", "what a dead runner started: looks into /proc");
const projectOf = (steps: readonly object[], more = {}) =>
  new WorkflowProject(newDir(), { "w.yaml": workflow(steps as never, more) });
const here = (project: WorkflowProject, name = "") => join(project.dir, ".agentic-sdlc", name);
/** A step that is at work until there is a file `ok`. */
const waiting = (id: string, more = {}) =>
  script(id, `echo ${id} >> log; echo $$ > pid; while [ ! -e ok ]; do sleep 0.02; done`, more);

/** A run in the background, once its waiting step is at work. */
async function atWork(project: WorkflowProject, ...args: string[]) {
  const child = spawn(process.execPath, [bin, "run", ...args], {
    cwd: project.dir,
    env: { PATH: process.env.PATH, HOME: project.dir, ...project.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout })),
  );
  await until(() => project.has("pid") && project.read("pid").trim() !== "");
  // A process that runs for a while is recorded.
  await until(() => project.journal().some(({ type }) => type === "started"));
  return { child, ended, pid: Number(project.read("pid")), printed: () => stdout };
}

describe("two terminals", () => {
  it("cannot run or continue one file at once: the second is refused, and told who holds it", async () => {
    const project = projectOf([logging("a"), waiting("b")]);
    const { ended, child } = await atWork(project, "w.yaml");
    for (const args of [
      ["w.yaml"],
      ["w.yaml", "--continue"],
      ["--continue"],
      ["w.yaml", "--continue=if-any"],
      ["w.yaml", "--continue", "--fresh"],
    ]) {
      const second = await project.run(...args);
      expect([args, second.code]).toEqual([args, 4]);
      expect(second.stderr).toContain(`process ${child.pid}`);
    }
    project.write("ok", "");
    expect((await ended).code).toBe(0);
    expect(project.log()).toEqual(["a", "b"]);
  });

  it("that continue at the same moment run no child twice", async () => {
    const project = projectOf([
      child("all", "./child.yaml", { foreach: [1, 2, 3], failFast: false, inputs: { n: "${{ item }}" } }),
    ]);
    project.write(
      "child.yaml",
      workflow([script("x", "echo x-${{ inputs.n }} >> log; test -e ok")], {
        inputs: { n: { type: "number" } },
      }),
    );
    await project.run("w.yaml");
    project.write("ok", "");
    project.remove("log");
    const codes = (await Promise.all([1, 2, 3].map(() => project.run("w.yaml", "--continue=if-any")))).map(
      ({ code }) => code,
    );
    expect(codes.filter((code) => code !== 0 && code !== 4)).toEqual([]);
    expect(project.log().slice(0, 3)).toEqual(["x-1", "x-2", "x-3"]);
  });
});

describe("a dead runner's run", () => {
  onLinux(
    "is told of once, with where it was and its last sign of life; what it started is ended first",
    async () => {
      const project = projectOf([child("c", "./child.yaml", { foreach: ["one"] })]);
      project.write("child.yaml", workflow([logging("a"), waiting("b"), logging("d")]));
      const { child: runner, ended, pid } = await atWork(project, "w.yaml");
      runner.kill("SIGKILL");
      await ended;
      expect(isAlive(pid)).toBe(true);
      expect((await project.nodes())["c[one]/b"]).toBe("interrupted");
      project.write("ok-later", "");
      const resumed = project.run("w.yaml", "--continue");
      await until(() => !isAlive(pid));
      await until(() => project.log().length === 3);
      project.write("ok", "");
      const { code, stdout, stderr } = await resumed;
      expect(code).toBe(0);
      const told = (stdout + stderr).match(
        /was killed; last sign of life \d{4}-[^.]+\.\d+Z\. It was at work on (.*)\./g,
      );
      expect(told).toHaveLength(1);
      expect(told![0]).toContain("c[one]/b");
      expect(project.log()).toEqual(["a", "b", "b", "d"]);
    },
  );
});

describe("what is lost or damaged", () => {
  const failed = async () => {
    const project = projectOf([logging("a"), failing("b")]);
    expect((await project.run("w.yaml")).code).toBe(1);
    return {
      project,
      checkpoint: here(project, project.checkpoints()[0]),
      run: here(project, `runs/${project.runIds()[0]}`),
    };
  };
  const goesOn = async (project: WorkflowProject) => {
    project.write("ok", "");
    const ran = await project.run("w.yaml", "--continue");
    expect(ran.code).toBe(0);
    expect(project.log()).toEqual(["a", "b", "b"]);
    return ran.stdout + ran.stderr;
  };

  it.each([
    ["cut", (path: string) => truncateSync(path, 100)],
    ["empty", (path: string) => truncateSync(path, 0)],
    ["no JSON", (path: string) => writeFileSync(path, "}{")],
    ["another's", (path: string) => writeFileSync(path, '{"some": "other file"}')],
    [
      "edited",
      (path: string) =>
        writeFileSync(
          path,
          readFileSync(path, "utf8")
            .replace('"failed"', '"done"')
            .replace(/"completedActions": *\[/, '"completedActions": [{"path":"b"},'),
        ),
    ],
  ])("a checkpoint that is %s is rebuilt from the journal, and that is said", async (what, damage) => {
    const { project, checkpoint } = await failed();
    damage(checkpoint);
    const said = what === "edited" ? /./ : /checkpoint could not be read/;
    expect(await goesOn(project)).toMatch(said);
  });

  it("a checkpoint removed by hand abandons the run", async () => {
    const { project, checkpoint } = await failed();
    rmSync(checkpoint);
    expect((await project.run("w.yaml", "--continue")).code).toBe(5);
    expect((await project.cli("runs")).stdout).toMatch(/w\.yaml +abandoned/);
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.log()).toEqual(["a", "b", "a", "b"]);
  });

  it("a checkpoint of a newer version is refused", async () => {
    const { project, checkpoint } = await failed();
    writeFileSync(
      checkpoint,
      readFileSync(checkpoint, "utf8")
        .replace('"version": "1.0"', '"version": "2.0"')
        .replace('"version":"1.0"', '"version":"2.0"'),
    );
    const { code, stderr } = await project.run("w.yaml", "--continue");
    expect([code, stderr]).toEqual([5, expect.stringContaining("newer")]);
    const named = await project.run("--continue", project.runIds()[0]!);
    expect([named.code, named.stderr]).toEqual([5, expect.stringContaining("newer")]);
    expect(project.log()).toEqual(["a", "b"]);
  });

  it("a lost journal is never read as nothing done", async () => {
    const { project, run } = await failed();
    for (const name of readdirSync(run).filter((n) => n.startsWith("journal"))) rmSync(join(run, name));
    project.write("ok", "");
    const { code, stderr } = await project.run("w.yaml", "--continue");
    expect([code, stderr]).toEqual([5, expect.stringContaining("Checkpoint file corrupted. Delete")]);
    expect(stderr).toContain("journal, which is gone");
    expect(project.log()).toEqual(["a", "b"]);
  });

  it("a journal damaged in the middle is named, with what may have to be repeated", async () => {
    const { project, run } = await failed();
    const path = join(run, readdirSync(run).find((n) => n.startsWith("journal"))!);
    const bytes = readFileSync(path);
    bytes[Math.floor(bytes.length * 0.6)]! ^= 0x20;
    writeFileSync(path, bytes);
    project.write("ok", "");
    const { code, stdout, stderr } = await project.run("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(`${stdout}${stderr}`).toMatch(/journal\.1\.jsonl(:\d+)?: .*may have to be repeated/);
  });

  it("a lost output file is named; its step can be done again", async () => {
    const project = projectOf(
      [
        script("big", "echo big >> log; head -c 100000 /dev/zero | tr '\\0' x"),
        failing("b"),
        script("uses", "wc -c", { stdin: "${{ steps.big.stdout }}" }),
      ],
      { outputs: { n: "${{ steps.uses.output }}" } },
    );
    await project.run("w.yaml");
    rmSync(here(project, `runs/${project.runIds()[0]}/outputs`), { recursive: true });
    project.write("ok", "");
    const first = await project.run("--continue");
    expect(first.code).toBe(1);
    expect(first.stdout + first.stderr).toMatch(/outputs\/[0-9a-f]{64}/);
    expect(first.stdout + first.stderr).not.toMatch(/\n {4}at /);
    expect(first.stdout + first.stderr).toContain("--rerun 'big'");
    expect((await project.events("--continue", "--rerun", "big")).outputs).toEqual({ n: 100_000 });
  });
});

describe("a full disk", () => {
  it("stops the run with exit 7, ends what is at work, and loses nothing that was saved", async () => {
    const preload = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const { writeSync } = fs;
fs.writeSync = (fd, ...rest) => {
  if (fd > 2 && fs.existsSync("full")) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  return writeSync(fd, ...rest);
};
syncBuiltinESMExports();
`;
    const dir = newDir();
    const project = new WorkflowProject(
      dir,
      {
        "full-disk.mjs": preload,
        "w.yaml": workflow([
          logging("a"),
          waiting("beside", { needs: ["a"] }),
          script("b", "while [ ! -e pid ]; do sleep 0.02; done; [ -e freed ] || touch full; echo b >> log", {
            needs: ["a"],
          }),
          logging("c", { needs: ["b"] }),
        ]),
      },
      { NODE_OPTIONS: "--import ./full-disk.mjs" },
    );
    const full = await project.run("w.yaml");
    expect(full.code).toBe(7);
    expect(full.stderr).toContain("ENOSPC");
    expect(full.stderr).toContain(`agentic-sdlc run --continue ${project.runIds()[0]}`);
    expect(isAlive(Number(project.read("pid")))).toBe(false);
    expect(project.log().filter((line) => line === "c")).toEqual([]);
    project.remove("full");
    project.write("freed", "");
    project.write("ok", "");
    project.remove("log");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().sort()).toEqual(["b", "beside", "c"]);
  });
});
