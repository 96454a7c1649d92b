import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { loadSettings } from "../../../../src/adapters/config/settings.ts";
import { loadWorkflows, readWorkflows } from "../../../../src/adapters/config/workflow/story-workflows.ts";
import { storyWorkflow, storyWorkflowYaml } from "../../../../src/domain/definition/story/builtin.ts";
import type { UserError } from "../../../../src/domain/errors.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "workflows-"));
  mkdirSync(join(root, ".agentic-sdlc/workflows"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(root, ".agentic-sdlc/workflows", name), text);
const steps = (...lines: string[]) => `steps:\n${lines.map((line) => `  - { ${line} }\n`).join("")}`;

async function refusal(load: Promise<unknown>): Promise<UserError> {
  return load.then(
    () => {
      throw new Error("accepted");
    },
    (error: UserError) => error,
  );
}

describe("loadWorkflows", () => {
  it("has the built-in ones without a folder", async () => {
    rmSync(join(root, ".agentic-sdlc"), { recursive: true });
    const set = await loadWorkflows(root);
    expect(set.names).toEqual(["story", "quick"]);
    expect(set.get("story")).toMatchObject({ workflow: storyWorkflow, source: "built in" });
    expect(() => set.get("quik")).toThrow(
      expect.objectContaining({ exitCode: 2, fix: 'Did you mean "quick"?' }),
    );
  });

  it("replaces and adds", async () => {
    put(
      "story.yaml",
      steps("id: implement, type: action, access: write, sets: implementation_complete, ends: done"),
    );
    put(
      "docs.yml",
      `name: docs\n${steps("id: write, type: action", "id: lint, type: script, run: npm run lint")}`,
    );
    put("README.md", "not a workflow");
    const set = await loadWorkflows(root);
    expect(set.names).toEqual(["story", "quick", "docs"]);
    expect(set.get("story").workflow.steps.map(({ id }) => id)).toEqual(["implement"]);
    expect(set.get("docs")).toMatchObject({
      source: ".agentic-sdlc/workflows/docs.yml",
      workflow: {
        name: "docs",
        steps: [
          { id: "write", type: "action", access: "read" },
          { id: "lint", type: "script", run: "npm run lint" },
        ],
      },
    });
  });

  it("has the same hash for the same definition, whatever its layout, and another for another", async () => {
    const builtIn = (await loadWorkflows(root)).get("story").hash;
    put(
      "story.yaml",
      `# ours\n${storyWorkflowYaml(storyWorkflow).replace("type: action, access: read, ", "access: read, type: action,")}`,
    );
    expect((await loadWorkflows(root)).get("story").hash).toBe(builtIn);
    put("story.yaml", storyWorkflowYaml(storyWorkflow).replace("access: write", "access: full"));
    expect((await loadWorkflows(root)).get("story").hash).not.toBe(builtIn);
  });

  const last = "id: z, type: action, ends: done";
  it.each([
    ["", "1:1: wrong type (null)", "an object"],
    ["name: own\n", "1:1: steps is missing", 'Add "steps"'],
    ["steps: []\n", "1:1: steps: is an empty list", "1 or more"],
    [`name: other\n${steps(last)}`, '1:1: name: the file says "other"', "name: own"],
    [`setps: 1\n${steps(last)}`, "1:1: setps: unknown key", 'Did you mean "steps"?'],
    [
      steps("id: a, type: action, acces: read", last),
      "2:28: steps[0].acces: unknown key",
      'Did you mean "access"?',
    ],
    [
      steps("id: a, type: action, access: wirte"),
      "2:28: steps[0].access: unknown value",
      'Did you mean "write"?',
    ],
    [steps("id: a, type: acton"), "2:14: steps[0].type: unknown value", 'Did you mean "action"?'],
    [steps("id: a"), "2:5: steps[0]: type is missing", "action, script"],
    [steps("id: a, type: script"), "2:5: steps[0]: run is missing", 'Add "run"'],
    [steps("id: a, type: script, run: x, checks: true"), "steps[0].checks: unknown key", "Choose from"],
    [steps("type: action"), "2:5: steps[0]: id is missing", 'Add "id"'],
    [steps("id: A b, type: action"), "2:7: steps[0].id", "small letters"],
    [steps("id: a, type: action", "id: a, type: action"), "3:7: steps[1].id", "its own id"],
    [
      steps("id: a, type: action, ends: raedy"),
      "2:28: steps[0].ends: unknown value",
      'Did you mean "ready"?',
    ],
    [
      steps("id: a, type: action, starts: zzzzzz"),
      "2:28: steps[0].starts: unknown value",
      "Choose from: backlog",
    ],
    [steps("id: a, type: action, sets: status"), "2:28: steps[0].sets", "_complete"],
    [
      steps("id: a, type: action, sets: a_complete", "id: b, type: action, sets: a_complete"),
      "3:28: steps[1].sets: step a sets a_complete too",
      "its own key",
    ],
    [
      steps(
        "id: implement, type: action",
        "id: b, type: action, verdict: true, rejected: { reopens: implment }",
      ),
      '3:55: steps[1].rejected.reopens: "implment" is not an earlier step',
      'Did you mean "implement"?',
    ],
    [
      steps("id: a, type: action, verdict: true, rejected: { reopens: b }", "id: b, type: action"),
      "2:55: steps[0].rejected.reopens",
      "none to choose from",
    ],
    [
      steps("id: a, type: action", "id: b, type: action, rejected: { reopens: a }"),
      "3:28: steps[1].rejected: only a step with a verdict",
      "verdict: true",
    ],
    [steps(last, "id: b, type: action"), "2:28: steps[0].ends: the steps after it", "last step"],
    [
      steps("id: a, type: action, ends: in-progress", "id: b, type: action, starts: ready"),
      "3:28: steps[1].starts: ready goes back",
      "in-progress or done",
    ],
    ["steps: [", "1:9: ", "YAML"],
    ["steps: 1\nsteps: 2\n", "2:1: Map keys must be unique", "YAML"],
    ["steps: !!js/function 'x'\n", "1:8: Unresolved tag", "YAML"],
  ])("refuses %j", async (text, message, fix) => {
    put("own.yaml", text);
    const error = await refusal(loadWorkflows(root));
    expect(error).toMatchObject({ name: "UserError", exitCode: 2 });
    expect(error.message).toContain(".agentic-sdlc/workflows/own.yaml");
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
  });

  it("refuses an alias bomb", async () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array(9)
        .fill(n === 0 ? "x" : `*l${n - 1}`)
        .join(", ")}]\n`;
    put("own.yaml", [0, 1, 2, 3, 4, 5, 6, 7, 8].map(level).join(""));
    expect((await refusal(loadWorkflows(root))).message).toMatch(/own\.yaml: Excessive alias count/);
  });

  it("refuses names that cannot be, and two files for one name; tells all problems of all files", async () => {
    put("My Flow.yaml", steps(last));
    put("own.yaml", steps(last));
    put("own.yml", steps(last));
    put("bad.yaml", "steps: []");
    const { set, problems } = await readWorkflows(root);
    expect(problems.map(({ file }) => file.replace(/.*\//, "")).sort()).toEqual([
      "My Flow.yaml",
      "bad.yaml",
      "own.yml",
    ]);
    expect(set.names).toEqual(["story", "quick", "own"]);
    expect((await refusal(loadWorkflows(root))).message).toContain("3 problems in");
  });
});

describe("loadSettings", () => {
  const config = (data: unknown) =>
    writeFileSync(join(root, ".agentic-sdlc.json"), JSON.stringify(data, null, 2));

  it("finds the steps and workflows that the config names", async () => {
    put("docs.yaml", steps("id: write, type: action, ends: done"));
    config({ actions: { write: { model: "m" } }, gates: { plan: "approve" }, workflows: { chore: "docs" } });
    const { config: read, workflows } = await loadSettings(root);
    expect(read.workflows).toEqual({ chore: "docs" });
    expect(workflows.names).toContain("docs");
  });

  it("tells what it does not find, with everything else that is wrong", async () => {
    config({ actions: { pln: {} }, gates: { reviw: "approve" }, workflows: { chore: "qick" }, agnet: 1 });
    const { why } = await refusal(loadSettings(root));
    expect(why).toContain(
      '.agentic-sdlc.json:3:5: actions.pln: no story workflow has a step "pln". Did you mean "plan"?',
    );
    expect(why).toContain('gates.reviw: no story workflow has a step "reviw". Did you mean "review"?');
    expect(why).toContain('workflows.chore: unknown story workflow "qick". Did you mean "quick"?');
    expect(why).toContain("agnet: unknown key");
  });

  it("does not call steps unknown while the workflow that may have them is broken", async () => {
    put("own.yaml", "steps: [");
    config({ actions: { special: {} } });
    expect((await refusal(loadSettings(root))).message).toMatch(/^\.agentic-sdlc\/workflows\/own\.yaml/);
  });
});
