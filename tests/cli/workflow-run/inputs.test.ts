import { describe, expect, it } from "@jest/globals";
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

describe("-i", () => {
  const inputs = {
    text: {},
    n: { type: "number", default: 0 },
    yes: { type: "boolean", required: false },
    items: { type: "array", default: [1, 2, 3] },
    deep: { type: "object", default: { a: { b: "" } } },
  };
  const outputs = Object.fromEntries(Object.keys(inputs).map((name) => [name, `\${{ inputs.${name} }}`]));
  const project = () => projectOf([script("a", "true")], { inputs, outputs });

  it("takes a string as it is, and any other type as JSON; the rest are defaults", async () => {
    const { code, outputs } = await project().events("w.yaml", "-i", "text=[1] = x ", "-i", "yes=false");
    expect(code).toBe(0);
    expect(outputs).toEqual({ text: "[1] = x ", n: 0, yes: false, items: [1, 2, 3], deep: { a: { b: "" } } });
    const more = ["-i", "text=", "--input", "n=-1.5", "-i", 'items=["x",null]', "-i", 'deep={"c":[]}'];
    expect((await project().events("w.yaml", ...more)).outputs).toEqual({
      text: "",
      n: -1.5,
      yes: null,
      items: ["x", null],
      deep: { c: [] },
    });
  });

  it("is shown with its run, as far as anybody reads", async () => {
    const files = project();
    files.write("in.json", JSON.stringify({ text: "x", items: [`begin${"y".repeat(9000)}`] }));
    await files.run("w.yaml", "-i", "@in.json");
    const { stdout } = await files.cli("runs", "show", files.runIds()[0]!);
    expect(stdout).toMatch(/options +inputs=\{"text":"x","items":\["beginy{100,200}…\n/);
  });

  it("takes a file of them, JSON or YAML; the later one counts", async () => {
    const files = project();
    files.write("in.json", '{ "text": "json", "n": 5, "items": [] }');
    files.write("in.yaml", "text: |\n  yaml\nyes: true\n");
    const { outputs } = await files.events("w.yaml", "-i", "@in.json", "-i", "@in.yaml", "-i", "n=6");
    expect(outputs).toMatchObject({ text: "yaml\n", n: 6, yes: true, items: [] });
  });

  it.each([
    [["-i", "text=x", "-i", "itmes=[1]"], /has no input itmes/, /Did you mean items\?/],
    [[], /wants the input text/, /Give it: -i text=text/],
    [["-i", "text=x", "-i", "n=two"], /Input n is not JSON: "two"/, /-i n='1'/],
    [["-i", "text=x", "-i", "items=[1e999]"], /Input items is not JSON: "\[1e999\]"/, /-i items='\[1, 2\]'/],
    [["-i", "text=x", "-i", 'n="2"'], /input n is a string, and test wants a number/, /-i n=1/],
    [["-i", "text=x", "-i", "items={}"], /input items is an object, and test wants an array/, /-i items/],
    [["-i", "text=x", "-i", "yes=1"], /input yes is a number, and test wants true or false/, /-i yes=true/],
    [["-i", "text"], /-i cannot be "text"/, /-i items='\[1, 2\]'/],
    [["-i", "=x"], /-i cannot be "=x"/, /-i/],
    [["-i", "@none.json"], /-i @none.json cannot be read/, /JSON or YAML/],
    [["-i", "@list.json"], /-i @list.json holds no inputs/, /JSON or YAML/],
  ])("refuses %j before anything runs", async (args, what, fix) => {
    const files = project();
    files.write("list.json", "[1]");
    const { code, stderr } = await files.run("w.yaml", ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(what);
    expect(stderr).toMatch(fix);
    expect(files.runIds()).toEqual([]);
    expect(files.checkpoints()).toEqual([]);
  });

  it("refuses a child's before anything runs, as far as can be known; else as the child's failure", async () => {
    const files = projectOf([
      logging("a"),
      child("c", "./child.yaml", { inputs: { n: "${{ steps.a.stdout }}" } }),
    ]);
    files.write("child.yaml", workflow([logging("x")], { inputs: { n: { type: "number" }, m: {} } }));
    const { code, stderr } = await files.run("w.yaml");
    expect([code, stderr]).toEqual([2, expect.stringContaining("wants the input m")]);
    files.write("child.yaml", workflow([logging("x")], { inputs: { n: { type: "number" } } }));
    const second = await files.run("w.yaml");
    expect(second.code).toBe(1);
    expect(second.stdout).toContain("c failed: input n is a string, and test wants a number");
    expect(files.log()).toEqual(["a"]);
  });
});

describe("a continued run's inputs", () => {
  const steps = [
    script("a", "echo a-${{ inputs.x }} >> log"),
    script("b", "echo b >> log"),
    script("c", "echo c-${{ inputs.x }} >> log; test -e ok"),
  ];
  const started = async () => {
    const project = projectOf(steps, { inputs: { x: { default: "0" }, y: { required: false } } });
    await project.run("w.yaml", "-i", "x=1");
    return project;
  };

  it("are those that it was given", async () => {
    const project = await started();
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a-1", "b", "c-1", "c-1"]);
  });

  it("may be given again, and added to; changed, they are refused", async () => {
    const project = await started();
    const refused = await project.run("w.yaml", "--continue", "-i", "x=2");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("was given other inputs: x");
    expect(refused.stderr).toContain("--rerun-changed");
    expect(refused.stderr).toContain("--force-continue");
    expect((await project.run("--continue", "-i", "x=1")).code).toBe(1);
    expect(project.log()).toEqual(["a-1", "b", "c-1", "c-1"]);
  });

  it("--rerun-changed does again what they made, and it is so from then on", async () => {
    const project = await started();
    const second = await project.run("w.yaml", "--continue", "-i", "x=2", "--rerun-changed");
    expect(second.code).toBe(1);
    expect(project.log()).toEqual(["a-1", "b", "c-1", "a-2", "c-2"]);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().slice(5)).toEqual(["c-2"]);
  });

  it("--force-continue lets stand what is done, and gives them to the rest", async () => {
    const project = await started();
    const second = await project.run("w.yaml", "--continue", "-i", "x=2", "--force-continue");
    expect(second.code).toBe(1);
    expect(second.stdout + second.stderr).toContain("Inputs changed: x");
    expect(project.log()).toEqual(["a-1", "b", "c-1", "c-2"]);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().slice(4)).toEqual(["c-2"]);
  });

  it("may be renamed in the file: what is gone is named, and a new one is not a changed one", async () => {
    const project = await started();
    project.write(
      "w.yaml",
      workflow([logging("a"), steps[1]!, script("c", "echo c-${{ inputs.z }} >> log; test -e ok")] as never, {
        inputs: { z: {} },
      }),
    );
    const without = await project.run("--continue");
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("wants the input z")]);
    const given = await project.run("--continue", "-i", "z=3");
    expect(given.code).toBe(1);
    expect(given.stdout + given.stderr).toContain("Inputs that the workflow has no more: x");
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().slice(3)).toEqual(["c-3", "c-3"]);
  });

  it("need a secret again, which is nowhere on the disk", async () => {
    const project = projectOf([script("a", "echo ${{ length(inputs.key) }} >> log"), failing("b")], {
      inputs: { key: { secret: true } },
    });
    expect((await project.run("w.yaml")).stderr).toContain("wants the secret input key");
    expect((await project.run("w.yaml", "-i", "key=hunter22!")).code).toBe(1);
    project.write("ok", "");
    const without = await project.run("w.yaml", "--continue");
    expect([without.code, without.stderr]).toEqual([
      2,
      expect.stringContaining("wants the secret input key"),
    ]);
    expect((await project.run("w.yaml", "--continue", "-i", "key=hunter22!")).code).toBe(0);
    expect(project.log()).toEqual(["9", "b", "b"]);
    expect(project.kept()).not.toContain("hunter22!");
  });
});
