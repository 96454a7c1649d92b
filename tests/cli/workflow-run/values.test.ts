import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { child, failing, script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
/** What a step prints → what its stdout is, and its output. */
const printed: readonly [string, string, unknown][] = [
  ["0", "0", 0],
  ["", "", ""],
  ['""', '""', ""],
  ["false", "false", false],
  ["null", "null", null],
  ["[]", "[]", []],
  ["-0.5e3\n\n\n", "-0.5e3", -500],
  [" leading and trailing \t\n", " leading and trailing \t", " leading and trailing \t"],
  ["\n\ntwo before\n", "\n\ntwo before", "\n\ntwo before"],
  ["cr\r\n", "cr\r", "cr\r"],
  ["ünï → 漢字 👩‍👩‍👧 \u2028\n", "ünï → 漢字 👩‍👩‍👧 \u2028", "ünï → 漢字 👩‍👩‍👧 \u2028"],
  ['{"b":1,"a":{"c":[1e3,"x\\n"]}}\n', '{"b":1,"a":{"c":[1e3,"x\\n"]}}', { b: 1, a: { c: [1000, "x\n"] } }],
  ["{not json", "{not json", "{not json"],
];

it("an expression that fails is told with its place, in the file it stands in", async () => {
  const project = new WorkflowProject(newDir(), {
    "w.yaml": `name: w
steps:
  - { id: c, type: workflow, path: c.yaml, allowFailure: true }
  - { id: b, type: script, run: "true", if: "1 < 'a'" }
`,
    "c.yaml": `name: c
steps:
  - id: a
    type: script
    run: |
      # it's a comment
      echo "\${{ 1 }}" \${{ fromJson('{') }}
`,
  });
  const { stdout } = await project.run("w.yaml");
  expect(stdout).toContain('✗ c/a failed: fromJson: "{" is not JSON (c.yaml:7:27)');
  expect(stdout).toContain("✗ b failed: a number and a text have no order (w.yaml:4:46)");
});

describe("outputs", () => {
  it("are what the step printed, and the same when the run is continued", async () => {
    const ids = printed.map((_, i) => `s${i}`);
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow(
        [
          ...ids.map((id, i) => script(id, `echo ${id} >> log; cat in/${i}; cat in/${i} >&2`)),
          failing("end"),
          script("show", "cat", { stdin: "${{ steps.s3.stdout }},${{ steps.s1.output }}," }),
        ],
        {
          outputs: Object.fromEntries([
            ...ids.map((id) => [id, `\${{ [steps.${id}.stdout, steps.${id}.output, steps.${id}.stderr] }}`]),
            ["show", "${{ steps.show.stdout }}"],
          ]),
        },
      ),
    });
    for (const [i, [text]] of printed.entries()) project.write(`in/${i}`, text);
    expect((await project.run("w.yaml")).code).toBe(1);
    project.write("ok", "");
    const { code, outputs } = await project.events("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(project.log()).toEqual([...ids, "end", "end"]);
    const expected = printed.map(([text, stdout, output], i) => [ids[i]!, [stdout, output, text]]);
    expect(outputs).toEqual({ ...Object.fromEntries(expected), show: "false,," });
  });

  it("of 1 MB, and a child's of any kind, are byte-equal after continue", async () => {
    const big = "0123456789abcdé\n".repeat(65_536);
    const values = { zero: 0, empty: "", no: false, nothing: null, list: [], deep: { "a b": [null] } };
    const project = new WorkflowProject(newDir(), {
      big,
      "w.yaml": workflow(
        [
          child("c", "./child.yaml"),
          failing("end"),
          script("same", "cat > copy", { stdin: "${{ steps.c.outputs.big }}\n" }),
        ],
        { outputs: { values: "${{ steps.c.output.values }}", direct: "${{ steps.c.outputs.nothing }}" } },
      ),
      "child.yaml": workflow([script("big", "echo big >> log; cat big")], {
        outputs: { big: "${{ steps.big.stdout }}", values, nothing: "${{ null }}" },
      }),
    });
    expect((await project.run("w.yaml")).code).toBe(1);
    project.write("ok", "");
    const { code, outputs } = await project.events("w.yaml", "--continue");
    expect([code, outputs]).toEqual([0, { values, direct: null }]);
    expect(project.read("copy") === big).toBe(true);
    expect(project.log()).toEqual(["big", "end", "end"]);
  });

  it("of more than can be kept fail the step: the middle would be missing", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": workflow([script("a", "head -c 9000000 /dev/zero | tr '\\0' x")]),
    });
    const { code, stdout } = await project.run("w.yaml");
    expect(code).toBe(1);
    expect(stdout).toContain("a failed: printed more than 8 MiB");
  });

  it("of 1,001 items are there, in order, after continue", async () => {
    const ids = Array.from({ length: 1001 }, (_, i) => i);
    const project = new WorkflowProject(newDir(), {
      "items.json": JSON.stringify(ids),
      "w.yaml": workflow(
        [
          script("read", "cat items.json"),
          script("each", "echo ${{ item }} >> log; echo ${{ item }}; [ -e ok ] || [ ${{ item }} != 500 ]", {
            foreach: "${{ steps.read.output }}",
            failFast: false,
            concurrency: 4,
          }),
          failing("end"),
        ],
        { outputs: { all: "${{ steps.each.output }}" } },
      ),
    });
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.log().length).toBe(1001);
    project.write("ok", "");
    const { code, outputs } = await project.events("w.yaml", "--continue");
    expect(code).toBe(0);
    expect(outputs).toEqual({ all: ids });
    expect(project.log().slice(1001)).toEqual(["500", "end"]);
  });
});

describe("children of children", () => {
  it.each([3, 30, 100])("resume %i deep, and keep what was done at every depth", async (depth) => {
    const project = new WorkflowProject(newDir());
    for (let level = 0; level < depth; level++) {
      const inner = level === depth - 1 ? failing("bottom") : child("next", `./l${level + 1}.yaml`);
      const out = level === depth - 1 ? "${{ 'deep' }}" : "${{ steps.next.outputs.out }}";
      const file = workflow(
        [script("down", `echo down-${level} >> log`), inner, script("up", `echo up-${level} >> log`)],
        { outputs: { out } },
      );
      project.write(`l${level}.yaml`, file);
    }
    const levels = Array.from({ length: depth }, (_, i) => i);
    const first = await project.events("l0.yaml");
    expect(first.code).toBe(1);
    const failed = [{ path: `${"next/".repeat(depth - 1)}bottom`, message: "exited 1" }];
    expect(first.events.at(-1)).toMatchObject({ type: "run-ended", failed });
    expect(project.log()).toEqual([...levels.map((l) => `down-${l}`), "bottom"]);
    project.remove("log");
    project.write("ok", "");
    const { code, outputs } = await project.events("l0.yaml", "--continue");
    expect(code).toBe(0);
    expect(outputs).toEqual({ out: "deep" });
    expect(project.log()).toEqual(["bottom", ...levels.reverse().map((l) => `up-${l}`)]);
  });
});
