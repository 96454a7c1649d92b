import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { everything } from "../../helpers/everything.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const parent = `name: epic
description: all of it
inputs: { items: { type: array, default: [1] }, who: {} }
steps:
  - { id: read, type: script, run: cat items.json }
  - id: each
    type: workflow
    path: child.yaml
    foreach: \${{ fromJson(steps.read.stdout) }}
    concurrency: 2
    inputs: { item: "\${{ item }}" }
  - { id: side, type: script, run: date, needs: [], allowFailure: true, timeout: 90 }
  - { id: again, type: workflow, path: child.yaml, inputs: { item: 1 }, if: success() }
outputs: { all: "\${{ steps.each.output }}" }
finally: [{ id: clean, type: shell, run: rm -rf tmp }]
`;
const child = `name: child
inputs: { item: { type: number } }
steps: [{ id: check, type: script, run: "test \${{ inputs.item }}", retry: { attempts: 3 } }]
`;

function project(files: Record<string, string>) {
  const cwd = newFolder();
  mkdirSync(join(cwd, ".agentic-sdlc/stories"), { recursive: true });
  mkdirSync(join(cwd, "workflows"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, "workflows", name), text);
  return { cwd, cli: (...args: string[]) => runCli(args, { cwd }) };
}

describe("workflow validate", () => {
  it("says that a file is in order, and changes nothing", async () => {
    const { cwd, cli } = project({ "epic.yaml": parent, "child.yaml": child });
    const before = everything(cwd);
    expect(await cli("workflow", "validate", "workflows/epic.yaml")).toMatchObject({
      code: 0,
      stdout: "✓ workflows/epic.yaml: epic, 5 steps, 1 child file\n",
      stderr: "",
    });
    const { stdout } = await cli("workflow", "validate", "workflows/epic.yaml", "--json");
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      file: "workflows/epic.yaml",
      valid: true,
      problems: [],
      files: ["workflows/epic.yaml", "workflows/child.yaml"],
    });
    expect(everything(cwd)).toEqual(before);
  });

  it("names all that is wrong, with file, line, column and what to write, and exits 2", async () => {
    const { cli } = project({
      "epic.yaml": parent.replace("steps.read.stdout", "steps.raed.stdout").replace("timeout", "tiemout"),
      "child.yaml": child.replace("inputs.item", "inputs.itme"),
    });
    const { code, stdout, stderr } = await cli("workflow", "validate", "workflows/epic.yaml");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("3 problems in workflows/child.yaml, workflows/epic.yaml");
    expect(stderr).toContain(
      "workflows/child.yaml:3:58: steps[0].run: unknown input itme. Did you mean item?",
    );
    expect(stderr).toContain(
      "workflows/epic.yaml:9:33: steps[1].foreach: unknown step raed. Did you mean read?",
    );
    expect(stderr).toContain(
      'workflows/epic.yaml:12:73: steps[2].tiemout: unknown key. Did you mean "timeout"?',
    );
    const json = await cli("workflow", "validate", "workflows/epic.yaml", "--json");
    expect([json.code, json.stderr]).toEqual([2, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: false,
      problems: [{ line: 3, column: 58 }, {}, {}],
    });
  });

  it("keeps control characters from the terminal", async () => {
    const { cli } = project({ "epic.yaml": `name: "a\\e[31mb"\nsteps: [{ id: x, type: "\\e]0;t\\a" }]\n` });
    const { stderr } = await cli("workflow", "validate", "workflows/epic.yaml");
    expect(["\u0007", "\u001b"].filter((char) => stderr.includes(char))).toEqual([]);
    expect(stderr).toContain("workflows/epic.yaml:2:18");
  });

  it("refuses a child out of the project, and a file that is not there", async () => {
    const { cli } = project({ "epic.yaml": parent.replace("path: child.yaml", "path: /etc/hostname") });
    expect((await cli("workflow", "validate", "workflows/epic.yaml")).stderr).toContain(
      "is an absolute path",
    );
    const { code, stderr } = await cli("workflow", "validate", "workflows/epci.yaml");
    expect([code, stderr]).toEqual([
      2,
      'Error: workflows/epci.yaml: there is no such file\n  → Did you mean "epic.yaml"?\n',
    ]);
  });
});

describe("workflow graph", () => {
  it("draws the steps, what they wait for and their children, each file once", async () => {
    const { cli } = project({ "epic.yaml": parent, "child.yaml": child });
    const { code, stdout } = await cli("workflow", "graph", "workflows/epic.yaml");
    expect(code).toBe(0);
    expect(stdout).toBe(`epic (workflows/epic.yaml)
all of it
inputs: items (array, optional), who (string)
├─ read   script
├─ each   workflow  child.yaml, foreach, 2 at once
│  └─ check  script  up to 3 tries
├─ side   script    needs nothing, 90 s at most, may fail
├─ again  workflow  child.yaml, if
│  └─ as above
└─ finally
   └─ clean  script
outputs: all
`);
  });

  it("is data with --json, and exit 2 for a file that is wrong", async () => {
    const { cli } = project({ "epic.yaml": parent, "child.yaml": child });
    const { stdout } = await cli("workflow", "graph", "workflows/epic.yaml", "--json");
    const { workflows } = JSON.parse(stdout);
    expect(workflows.map(({ file }: { file: string }) => file)).toEqual([
      "workflows/epic.yaml",
      "workflows/child.yaml",
    ]);
    expect(
      workflows[0].steps.map(({ id, after }: { id: string; after: string[] }) => [id, ...after]),
    ).toEqual([["read"], ["each", "read"], ["side"], ["again", "each", "side"]]);
    expect(workflows[0].steps[1]).toMatchObject({ foreach: true, child: "workflows/child.yaml" });
    expect((await cli("workflow", "graph", "nothing.yaml", "--json")).code).toBe(2);
  });
});

describe("workflow list", () => {
  it("shows the project's workflow files too, and which of them are wrong", async () => {
    const { cli } = project({
      "epic.yaml": parent,
      "child.yaml": child,
      "odd.yaml": "name: odd",
      "x.txt": "",
    });
    const { stdout } = await cli("workflow", "list");
    expect(stdout).toMatch(/^epic +read → each → side → again +\(workflows\/epic\.yaml\)$/m);
    expect(stdout).toMatch(/^odd\.yaml +wrong, see: agentic-sdlc workflow validate workflows\/odd\.yaml/m);
    const { workflows } = JSON.parse((await cli("workflow", "list", "--json")).stdout);
    expect(
      workflows.map(({ name, kind, problems }: Record<string, unknown>) => [name, kind, problems]),
    ).toEqual([
      ["story", "story", 0],
      ["quick", "story", 0],
      ["child", "file", 0],
      ["epic", "file", 0],
      ["odd.yaml", "file", 1],
    ]);
  });
});
