import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
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
const projectOf = (steps: readonly object[], more = {}) =>
  new WorkflowProject(newDir(), { "w.yaml": workflow(steps as never, more) });

describe("what a child was given", () => {
  it("from a step that gives something else now has done again what it made, and nothing else", async () => {
    const project = projectOf([
      script("read", "cat value", { reuse: false }),
      child("c", "./child.yaml", { inputs: { x: "${{ steps.read.output }}", y: "same" } }),
      failing("end"),
    ]);
    project.write(
      "child.yaml",
      workflow(
        [
          script("x", "echo x-${{ inputs.x }} >> log"),
          script("y", "echo y-${{ inputs.y }} >> log"),
          child("d", "./grandchild.yaml", { inputs: { deep: "${{ inputs.x }}" } }),
        ],
        { inputs: { x: { type: "number" }, y: {} } },
      ),
    );
    project.write(
      "grandchild.yaml",
      workflow([script("z", "echo z-${{ inputs.deep }} >> log"), logging("own")], {
        inputs: { deep: { type: "number" } },
      }),
    );
    project.write("value", "1");
    await project.run("w.yaml");
    await project.run("w.yaml", "--continue");
    expect(project.log()).toEqual(["x-1", "y-same", "z-1", "own", "end", "end"]);
    project.write("value", "2");
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log().slice(6)).toEqual(["x-2", "z-2", "end"]);
  });
});

describe("a skipped step", () => {
  it("that is not skipped any more has done again what read it", async () => {
    const project = projectOf([
      script("look", "cat mood", { reuse: false }),
      script("maybe", "echo here", { if: "steps.look.stdout == 'good'" }),
      script("tell", "echo tell-${{ steps.maybe.status }} >> log"),
      failing("end"),
    ]);
    project.write("mood", "bad");
    await project.run("w.yaml");
    project.write("mood", "good");
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["tell-skipped", "end", "tell-done", "end"]);
  });
});

describe("keys", () => {
  it("may hold [, and differ only by type", async () => {
    const project = projectOf([
      script("read", "cat items.json", { reuse: false }),
      child("each", "./child.yaml", { foreach: "${{ steps.read.output }}", failFast: false }),
      failing("end"),
    ]);
    project.write("child.yaml", workflow([script("x", 'echo "$AGENTIC_SDLC_PATH" >> log')]));
    project.write("items.json", '["a[b", 1, "1", "c"]');
    await project.run("w.yaml");
    expect(project.log()).toEqual(["each[a[b]/x", "each[1]/x", "each[1~2]/x", "each[c]/x", "end"]);
    project.write("items.json", '[1, "1"]');
    const { events } = await project.events("--continue");
    const retired = events.filter(({ type }) => type === "node-retired").map(({ path }) => path);
    expect(retired).toEqual(["each[a[b]", "each[c]"]);
    project.write("items.json", '[1, "a[b"]');
    project.write("ok", "");
    expect((await project.run("--continue", "--only", "each[a[b]")).code).toBe(0);
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().slice(5)).toEqual(["end", "end"]);
    const tree = (await project.cli("runs", "show", project.runIds()[0]!)).stdout;
    expect(tree).toMatch(/✓ \[a\[b\] +done/);
  });
});

describe("a step that was away", () => {
  it("and is back is reused, and retired no more", async () => {
    const each = logging("each", { foreach: [1, 2] });
    const project = projectOf([logging("a"), each, failing("end")]);
    await project.run("w.yaml");
    project.write("w.yaml", workflow([failing("end")]));
    await project.run("w.yaml", "--continue");
    expect(await project.nodes()).toMatchObject({ a: "retired", each: "retired" });
    project.write("w.yaml", workflow([logging("a"), each, failing("end")]));
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "each", "each", "end", "end", "end"]);
    expect(new Set(Object.values(await project.nodes()))).toEqual(new Set(["done"]));
  });
});

describe("a command", () => {
  it("need not read its stdin, may leave its output open, and gets no value with a zero byte", async () => {
    const project = projectOf(
      [
        script("deaf", "exec < /dev/null; true", { stdin: "${{ inputs.big }}" }),
        script("open", "sleep 60 & echo said"),
        script("zero", "echo ${{ fromJson('\"a\\u0000b\"') }}", { allowFailure: true }),
        logging("after"),
      ],
      {
        inputs: { big: {} },
        outputs: { said: "${{ steps.open.stdout }}", zero: "${{ steps.zero.status }}" },
      },
    );
    project.write("in.json", JSON.stringify({ big: "x".repeat(1_000_000) }));
    const from = performance.now();
    const { code, outputs } = await project.events("w.yaml", "-i", "@in.json");
    expect(code).toBe(0);
    expect(performance.now() - from).toBeLessThan(20_000);
    expect(outputs).toEqual({ said: "said", zero: "failed" });
    expect(project.log()).toEqual(["after"]);
  });

  it("that runs into its timeout is tried again", async () => {
    const project = projectOf([
      script("a", "echo a >> log; [ $(wc -l < log) = 2 ] || exec sleep 60", {
        timeout: "400ms",
        retry: { attempts: 2 },
      }),
    ]);
    expect((await project.run("w.yaml")).code).toBe(0);
    expect(project.log()).toEqual(["a", "a"]);
  });

  it("of a child whose time is over is not even started", async () => {
    const project = projectOf([child("c", "./child.yaml", { timeout: "500ms" })]);
    project.write(
      "child.yaml",
      workflow([
        script("each", "echo ${{ item }} >> log; exec sleep 60", { foreach: [1, 2, 3], failFast: false }),
        logging("after", { if: "always()" }),
      ]),
    );
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.log()).toEqual(["1"]);
    expect(project.journal().filter(({ type }) => type === "intent")).toHaveLength(1);
  });
});

describe("outputs that cannot be computed", () => {
  it("fail the child, or the run; corrected, nothing is done again", async () => {
    const project = projectOf([logging("a"), child("c", "./child.yaml")], {
      outputs: { x: "${{ fromJson('{') }}" },
    });
    project.write(
      "child.yaml",
      workflow([logging("b")], {
        outputs: { y: "${{ fromJson(inputs.none) }}" },
        inputs: { none: { default: "" } },
      }),
    );
    const first = await project.run("w.yaml");
    expect(first.code).toBe(1);
    expect(first.stdout).toMatch(/c failed: outputs: /);
    project.write("child.yaml", workflow([logging("b")], { outputs: { y: "1" } }));
    const second = await project.run("w.yaml", "--continue");
    expect([second.code, second.stdout]).toEqual([1, expect.stringContaining("✗ outputs: ")]);
    expect(second.stdout).toContain("agentic-sdlc run --continue");
    project.write(
      "w.yaml",
      workflow([logging("a"), child("c", "./child.yaml")], { outputs: { x: "${{ steps.c.outputs.y }}" } }),
    );
    const third = await project.events("w.yaml", "--continue");
    expect([third.code, third.outputs]).toEqual([0, { x: "1" }]);
    expect(project.log()).toEqual(["a", "b"]);
  });
});

describe("options of run", () => {
  it("--max-actions stops after so many steps and leaves the run unfinished; a deadline starts nothing after it", async () => {
    const project = projectOf([logging("a"), logging("b"), logging("c")]);
    const first = await project.run("w.yaml", "--max-actions", "2");
    expect(first.code).toBe(0);
    expect(project.log()).toEqual(["a", "b"]);
    expect(project.checkpoints()).toHaveLength(1);
    expect((await project.run("w.yaml", "--continue", "--deadline", "2020-01-01")).code).toBe(6);
    expect((await project.run("w.yaml", "--auto", "--continue", "--max-actions", "1")).code).toBe(0);
    expect(project.log()).toEqual(["a", "b", "c"]);
    expect(project.checkpoints()).toEqual([]);
  });

  it("--dry-run and --explain run nothing and write nothing", async () => {
    const project = projectOf([logging("a"), logging("each", { foreach: [1] })]);
    const dry = await project.run("w.yaml", "--dry-run");
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/a +not started/);
    expect(project.runIds()).toEqual([]);
    expect(project.log()).toEqual([]);
  });

  it("--explain says of each node what becomes of it", async () => {
    const steps = [
      logging("done"),
      logging("changed"),
      script("world", "true", { reuse: false }),
      logging("gone"),
      script("skip", "true", { if: "1 == 2" }),
      failing("bad"),
      logging("later"),
    ];
    const project = projectOf(steps);
    await project.run("w.yaml");
    project.write(
      "w.yaml",
      workflow([
        steps[0]!,
        script("changed", "echo 2"),
        ...steps.slice(2).filter((s) => s !== steps[3]),
      ] as never),
    );
    const before = project.journal().length;
    const { code, stdout } = await project.run("--continue", "--explain", "--json");
    expect(code).toBe(0);
    const verdicts = Object.fromEntries(
      JSON.parse(stdout).nodes.map(({ path, verdict }: Record<string, string>) => [path, verdict]),
    );
    expect(verdicts).toEqual({
      done: "done",
      changed: "definition changed",
      world: "runs again",
      skip: "skipped",
      bad: "failed",
      later: "not started",
      gone: "retired",
    });
    expect(project.journal()).toHaveLength(before);
  });

  it("an abandoned run goes on when it is named", async () => {
    const project = projectOf([logging("a"), failing("b")]);
    await project.run("w.yaml");
    const [id] = project.runIds();
    expect((await project.cli("runs", "discard", id!)).code).toBe(0);
    expect((await project.run("--continue")).code).toBe(5);
    project.write("ok", "");
    expect((await project.run("--continue", id!)).code).toBe(0);
    expect(project.log()).toEqual(["a", "b", "b"]);
    expect(project.checkpoints()).toEqual([]);
  });

  it("a file is named from where one is; --auto --continue alone means the board", async () => {
    const project = projectOf([]);
    project.write("flows/w.yaml", workflow([failing("a")]));
    mkdirSync(join(project.dir, "deep/er"), { recursive: true });
    const run = (...args: string[]) =>
      runCli(["run", ...args], { cwd: join(project.dir, "deep/er"), env: project.env });
    expect((await run("../../flows/w.yaml")).code).toBe(1);
    expect((await run("--auto", "--continue")).code).toBe(5);
    project.write("ok", "");
    expect((await run("../../flows/w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a", "a"]);
    const gone = await project.run("flows/other.yaml");
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("flows/other.yaml")]);
  });
});
