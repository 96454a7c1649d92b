import { describe, expect, it } from "@jest/globals";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { child, logging, script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const onLinux = skipUnless(process.platform === "linux", "processes a step leaves behind: looks into /proc");
const projectOf = (steps: readonly object[], more = {}, env = {}) =>
  new WorkflowProject(newDir(), { "w.yaml": workflow(steps as never, more) }, env);

describe("retry", () => {
  const countTo = (n: number) => `n=$(cat n 2>/dev/null || echo 0); n=$((n + 1)); echo $n > n; [ $n = ${n} ]`;

  it("counts all tries, and waits longer each time", async () => {
    const project = projectOf([
      script("a", countTo(4), {
        retry: { attempts: 4, delay: "100ms", backoff: 2 },
      }),
    ]);
    const { code, events } = await project.events("w.yaml");
    expect(code).toBe(0);
    const at = (type: string) =>
      project
        .journal()
        .filter((record) => record.type === type)
        .map((record) => Date.parse(String(record.at)));
    const failed = at("failed");
    const waits = at("intent")
      .slice(1)
      .map((time, i) => time - failed[i]!);
    for (const [i, least] of [100, 200, 400].entries()) expect(waits[i]).toBeGreaterThanOrEqual(least - 1);
    expect(
      events.filter(({ type }) => type === "node-failed").map(({ attempt, again }) => [attempt, again]),
    ).toEqual([1, 2, 3].map((attempt) => [attempt, true]));
    expect(events.find(({ type }) => type === "node-done")).toMatchObject({ attempt: 4 });
  });

  it("gives up after the last one; attempts are numbered over the run's whole life", async () => {
    const project = projectOf([script("a", "echo x >> log; test -e ok", { retry: { attempts: 2 } })]);
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.log()).toHaveLength(2);
    project.write("ok", "");
    const { events } = await project.events("w.yaml", "--continue");
    expect(events.find(({ type }) => type === "node-done")).toMatchObject({ path: "a", attempt: 3 });
  });

  it("of a child goes on with what is not done in it, and ends each try with its finally", async () => {
    const project = projectOf([child("c", "./child.yaml", { retry: { attempts: 3 } })]);
    const steps = [logging("x"), script("y", `echo y >> log; ${countTo(3)}`)];
    project.write("child.yaml", workflow(steps, { finally: [logging("end")] }));
    const { code, events } = await project.events("w.yaml");
    expect(project.log()).toEqual(["x", "y", "end", "y", "end", "y", "end"]);
    expect(code).toBe(0);
    expect(events.at(-1)).toMatchObject({ failed: [] });
    expect(events.find(({ type, path }) => type === "node-done" && path === "c")).toMatchObject({
      attempt: 3,
    });
  });
});

describe("timeout", () => {
  const hang =
    'trap "" TERM INT HUP; setsid sh -c \'trap "" TERM INT HUP; echo $$ >> pids; while :; do sleep 0.05; done\' & echo $$ >> pids; while :; do sleep 0.05; done';

  it("that a signal ends fails with the signal's name", async () => {
    const { stdout } = await projectOf([script("a", "kill -SEGV $$")]).run("w.yaml");
    expect(stdout).toContain("✗ a failed: was ended by SIGSEGV");
  });

  onLinux("ends every process of the step, also those that hear no signal", async () => {
    const project = projectOf([script("a", hang, { timeout: "300ms" }), logging("b")]);
    const { code, stdout } = await project.run("w.yaml");
    expect(code).toBe(1);
    expect(stdout).toContain("a failed: ran longer than its timeout of 300ms");
    const pids = project.log("pids").map(Number);
    expect(pids).toHaveLength(2);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(project.log()).toEqual([]);
  });

  it("is that of one try, of one item", async () => {
    const project = projectOf([
      script("a", "sleep 0.2; echo x >> log; [ $(($(wc -l < log) % 3)) = 0 ]", {
        foreach: [1, 2, 3],
        timeout: 0.5,
        retry: { attempts: 3 },
      }),
    ]);
    expect((await project.run("w.yaml")).code).toBe(0);
    expect(project.log()).toHaveLength(9);
  });

  it("of a child ends what runs in it, at any depth; what was done in it stays", async () => {
    const project = projectOf([child("c", "./child.yaml", { timeout: "700ms" }), logging("after")]);
    project.write("child.yaml", workflow([logging("x"), child("d", "./grandchild.yaml")]));
    project.write(
      "grandchild.yaml",
      workflow([script("y", "test -e ok || { echo $$ > pid; exec sleep 60; }")]),
    );
    const { code, stdout } = await project.run("w.yaml");
    expect(code).toBe(1);
    expect(stdout).toContain("c failed: ran longer than its timeout of 700ms");
    expect(isAlive(Number(project.read("pid")))).toBe(false);
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["x", "after"]);
  });
});

describe("a script", () => {
  onLinux("ends with all that it started", async () => {
    const project = projectOf([
      script(
        "a",
        "(setsid sh -c 'echo $$ > pid; exec sleep 60' >/dev/null 2>&1 &); while [ ! -s pid ]; do sleep 0.01; done",
      ),
      script("b", "cat pid"),
    ]);
    expect((await project.run("w.yaml")).code).toBe(0);
    const pid = Number(project.read("pid"));
    await until(() => !isAlive(pid));
  });

  it("runs in the project's root, whatever folder it is started from and its file is in", async () => {
    const project = projectOf([]);
    project.write(
      "flows/w.yaml",
      workflow([script("a", "pwd"), child("c", "./sub/child.yaml")], {
        outputs: { a: "${{ steps.a.stdout }}", c: "${{ steps.c.outputs.at }}" },
      }),
    );
    project.write(
      "flows/sub/child.yaml",
      workflow([script("a", "pwd")], { outputs: { at: "${{ steps.a.stdout }}" } }),
    );
    expect((await project.events("flows/w.yaml")).outputs).toEqual({ a: project.dir, c: project.dir });
  });

  it("with allowFailure may fail: it counts as done, also on continue, and its status says so", async () => {
    const project = projectOf([
      script("a", "echo a >> log; echo said; exit 7", { allowFailure: true }),
      script("b", "echo '${{ steps.a.status }} ${{ steps.a.exitCode }} ${{ steps.a.stdout }}' >> log"),
      script("c", "echo c >> log; test -e ok"),
    ]);
    const first = await project.run("w.yaml");
    expect(first.code).toBe(1);
    expect(first.stdout).toContain("failed, which is allowed: exited 7");
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "failed 7 said", "c", "c"]);
  });

  it("with allowFailure may be a child, whose steps fail then", async () => {
    const project = projectOf([child("c", "./child.yaml", { allowFailure: true }), logging("after")]);
    project.write("child.yaml", workflow([script("x", "exit 3"), logging("y")]));
    const { code, stdout } = await project.run("w.yaml");
    expect(project.log()).toEqual(["after"]);
    expect(code).toBe(0);
    expect(stdout).toContain("✓ Workflow complete. Checkpoint cleared.");
  });

  it("has the environment of its workflow, its own, and nothing of a child's parent", async () => {
    const env = { GREETING: "hello", CI: null, MISSING: null };
    const print = 'echo "$GREETING,$NAME,$CI,${MISSING-unset}"';
    const project = projectOf(
      [
        script("a", print, { env: { NAME: "${{ inputs.name }} & co" } }),
        script("b", "echo '${{ env.GREETING }} ${{ env.CI }} ${{ env.OWN }}'", {
          env: { OWN: "mine", GREETING: "bye" },
        }),
        child("c", "./child.yaml"),
      ],
      {
        env,
        inputs: { name: { default: "Ann" } },
        outputs: { all: "${{ [steps.a.stdout, steps.b.stdout, steps.c.outputs.x] }}" },
      },
      { CI: "1" },
    );
    project.write("child.yaml", workflow([script("x", print)], { outputs: { x: "${{ steps.x.stdout }}" } }));
    expect((await project.events("w.yaml")).outputs).toEqual({
      all: ["hello,Ann & co,1,unset", "bye 1 mine", ",,1,unset"],
    });
  });

  it("reads its stdin, and has none without it", async () => {
    const project = projectOf(
      [
        script("none", "cat | wc -c"),
        script("some", "cat", { stdin: "one\n${{ steps.none.output }}\n" }),
        script("big", "wc -c", { stdin: "${{ inputs.big }}" }),
      ],
      { inputs: { big: {} }, outputs: { some: "${{ steps.some.stdout }}", big: "${{ steps.big.output }}" } },
    );
    project.write("in.json", JSON.stringify({ big: "x".repeat(300_000) }));
    const { outputs } = await project.events("w.yaml", "-i", "@in.json");
    expect(outputs).toEqual({ some: "one\n0", big: 300_000 });
  });

  it("gets values as data, wherever they stand", async () => {
    const nasty = `'; touch pwned; "$(touch pwned)" \`touch pwned\` \\ * \n$HOME`;
    const project = projectOf(
      [
        script("a", 'printf "%s|%s|%s\\n" ${{ inputs.x }} "<${{ inputs.x }}>" \'(${{ inputs.x }})\''),
        script("b", "cat <<EOF\n${{ inputs.x }}\nEOF\n"),
        script("c", 'if [ "${{ inputs.x }}" = "2" ]; then exit 1; fi'),
      ],
      { inputs: { x: {} }, outputs: { a: "${{ steps.a.stdout }}", b: "${{ steps.b.stdout }}" } },
    );
    const { code, outputs } = await project.events("w.yaml", "-i", `x=${nasty}`);
    expect(code).toBe(0);
    expect(outputs).toEqual({ a: `${nasty}|<${nasty}>|(${nasty})`, b: nasty });
    expect(project.has("pwned")).toBe(false);
  });

  it("is refused a value over 96 KiB, and told of stdin", async () => {
    const project = projectOf([script("a", "echo ${{ inputs.x }}")], { inputs: { x: {} } });
    project.write("in.json", JSON.stringify({ x: "x".repeat(97 * 1024) }));
    const { code, stdout } = await project.run("w.yaml", "-i", "@in.json");
    expect(code).toBe(1);
    expect(stdout).toMatch(/a failed: .*stdin/);
  });

  it("is told which variable of its env is too large", async () => {
    const large = { ONE: "small", TWO: "${{ inputs.large }}" };
    const project = projectOf([script("a", "true", { env: large })], { inputs: { large: {} } });
    project.write("in.json", JSON.stringify({ large: "x".repeat(140_000) }));
    const { code, stdout } = await project.run("w.yaml", "-i", "@in.json");
    const why = "the largest is the variable TWO, 137 KiB: pass it through stdin:, or in a file";
    expect([code, stdout]).toEqual([1, expect.stringContaining(why)]);
    expect(stdout).toContain("✗ a failed: /bin/sh could not be started: its variables and");
  });
});
