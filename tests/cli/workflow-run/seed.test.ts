import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { child, script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const numbers = [1, 2, 3, 4, 5];

/** The six scenarios that the seed of this was written for, with its files as they stand there. */
describe("resuming a parent", () => {
  it("resumes the child workflow that failed", async () => {
    const project = new WorkflowProject(newDir());
    project.write(
      "child.yaml",
      `
name: test-child
steps:
  - id: maybe-fail
    type: script
    run: |
      if [ ! -f "${project.dir}/child-ran-once" ]; then
        touch "${project.dir}/child-ran-once"
        exit 1
      fi
      echo "success"
`,
    );
    project.write(
      "parent.yaml",
      `
name: test-parent
steps:
  - id: call-child
    type: workflow
    path: ./child.yaml
`,
    );
    const first = await project.run("parent.yaml");
    expect(first.code).toBe(1);
    expect(first.stdout).toContain("✗ call-child/maybe-fail");
    expect(first.stdout).toContain(`Continue: agentic-sdlc run --continue ${project.runIds()[0]}`);
    const second = await project.run("parent.yaml", "--resume");
    expect(second.code).toBe(0);
    expect(second.stdout).toContain("✓ Workflow complete. Checkpoint cleared.");
    expect(project.runIds()).toHaveLength(1);
    expect(await project.nodes()).toEqual({ "call-child": "done", "call-child/maybe-fail": "done" });
  });

  it("resumes each child of a foreach that failed, and only those", async () => {
    const project = new WorkflowProject(newDir());
    project.write(
      "child.yaml",
      `
name: test-child
inputs:
  item: { type: number }
steps:
  - id: check
    type: script
    run: |
      echo "\${{ inputs.item }}" >> "${project.dir}/log"
      marker="${project.dir}/item-\${{ inputs.item }}-ran"
      if [ ! -f "$marker" ]; then
        touch "$marker"
        # Fail for items 2 and 4 on first run
        if [ "\${{ inputs.item }}" = "2" ] || [ "\${{ inputs.item }}" = "4" ]; then
          exit 1
        fi
      fi
      echo "success"
`,
    );
    project.write(
      "parent.yaml",
      `
name: test-parent
steps:
  - id: process-items
    type: workflow
    path: ./child.yaml
    foreach: \${{ [1, 2, 3, 4, 5] }}
    inputs:
      item: \${{ item }}
    failFast: false
`,
    );
    const first = await project.run("parent.yaml");
    expect(first.code).toBe(1);
    expect(project.log()).toEqual(numbers.map(String));
    expect(await project.nodes()).toMatchObject({
      "process-items[1]": "done",
      "process-items[2]": "failed",
      "process-items[4]": "failed",
      "process-items": "failed",
    });
    expect((await project.run("parent.yaml", "--resume")).code).toBe(0);
    expect(project.log()).toEqual([...numbers.map(String), "2", "4"]);
    expect(new Set(Object.values(await project.nodes()))).toEqual(new Set(["done"]));
  });

  it("resumes grandchildren", async () => {
    const project = new WorkflowProject(newDir());
    project.write(
      "grandchild.yaml",
      `
name: grandchild
steps:
  - id: work
    type: script
    run: |
      if [ ! -f "${project.dir}/grandchild-ran" ]; then
        touch "${project.dir}/grandchild-ran"
        exit 1
      fi
`,
    );
    const calling = (name: string, of: string) => `
name: ${name}
steps:
  - id: call-${of}
    type: workflow
    path: ./${of}.yaml
`;
    project.write("child.yaml", calling("child", "grandchild"));
    project.write("parent.yaml", calling("parent", "child"));
    expect((await project.run("parent.yaml")).code).toBe(1);
    expect((await project.run("parent.yaml", "--continue")).code).toBe(0);
    expect(await project.nodes()).toEqual({
      "call-child": "done",
      "call-child/call-grandchild": "done",
      "call-child/call-grandchild/work": "done",
    });
  });

  it("skips children that succeeded", async () => {
    const project = new WorkflowProject(newDir(), { "call-count": "0" });
    project.write(
      "child.yaml",
      `
name: test-child
steps:
  - id: count
    type: script
    run: |
      count=$(cat "${project.dir}/call-count" 2>/dev/null || echo 0)
      echo $((count + 1)) > "${project.dir}/call-count"
`,
    );
    project.write(
      "parent.yaml",
      `
name: test-parent
steps:
  - id: first
    type: workflow
    path: ./child.yaml
  - id: fail-step
    type: script
    run: |
      if [ ! -f "${project.dir}/second-attempt" ]; then
        touch "${project.dir}/second-attempt"
        exit 1
      fi
`,
    );
    expect((await project.run("parent.yaml")).code).toBe(1);
    expect(project.read("call-count").trim()).toBe("1");
    const second = await project.run("parent.yaml", "--resume");
    expect(second.code).toBe(0);
    expect(second.stdout).toContain("⊘ Skipping completed actions: first");
    expect(project.read("call-count").trim()).toBe("1");
  });

  it("follows a collection that changed: what left it is named and never runs", async () => {
    const project = new WorkflowProject(newDir(), { "items.json": "[1, 2, 3, 4, 5]" });
    project.write(
      "child.yaml",
      `
name: test-child
inputs:
  item: { type: number }
steps:
  - id: check
    type: script
    run: |
      echo "\${{ inputs.item }}" >> "${project.dir}/log"
      marker="${project.dir}/item-\${{ inputs.item }}-ran"
      if [ ! -f "$marker" ]; then
        touch "$marker"
        if [ "\${{ inputs.item }}" = "3" ] || [ "\${{ inputs.item }}" = "5" ]; then
          exit 1
        fi
      fi
      echo "processed \${{ inputs.item }}"
outputs: { said: "\${{ steps.check.stdout }}" }
`,
    );
    project.write(
      "parent.yaml",
      `
name: test-parent
steps:
  - id: read-items
    type: script
    run: cat "${project.dir}/items.json"
    reuse: false
  - id: process-items
    type: workflow
    path: ./child.yaml
    foreach: \${{ fromJson(steps.read-items.stdout) }}
    inputs:
      item: \${{ item }}
    failFast: false
outputs: { all: "\${{ steps.process-items.output }}" }
`,
    );
    expect((await project.run("parent.yaml")).code).toBe(1);
    expect(project.has("item-5-ran")).toBe(true);
    project.write("items.json", "[1, 2, 3, 4, 6]");
    const second = await project.events("parent.yaml", "--resume");
    expect(second.code).toBe(0);
    expect(project.log()).toEqual(["1", "2", "3", "4", "5", "3", "6"]);
    expect(second.outputs).toEqual({ all: [1, 2, 3, 4, 6].map((n) => ({ said: `processed ${n}` })) });
    expect(second.events).toContainEqual(
      expect.objectContaining({ type: "node-retired", path: "process-items[5]" }),
    );
    expect(await project.nodes()).toMatchObject({ "process-items[5]": "retired", "process-items": "done" });
  });

  it("skips what was done, resumes what failed, and runs what comes after", async () => {
    const project = new WorkflowProject(newDir());
    const log = `"${project.dir}/log"`;
    project.write(
      "child.yaml",
      `
name: test-child
steps:
  - id: work
    type: script
    run: |
      marker="${project.dir}/child-ran"
      if [ ! -f "$marker" ]; then
        touch "$marker"
        exit 1  # Fail first time
      fi
      echo "child succeeded"
`,
    );
    project.write(
      "parent.yaml",
      `
name: test-parent
steps:
  - id: step-1
    type: script
    run: echo "step 1" >> ${log}
  - id: step-2
    type: script
    run: echo "step 2" >> ${log}
  - id: step-3
    type: workflow
    path: ./child.yaml
  - id: step-4
    type: script
    run: echo "step 4" >> ${log}
`,
    );
    expect((await project.run("parent.yaml")).code).toBe(1);
    expect(project.log()).toEqual(["step 1", "step 2"]);
    const second = await project.run("parent.yaml", "--resume");
    expect(second.code).toBe(0);
    expect(second.stdout).toContain("⟳ Resuming workflow from checkpoint (2 actions already done)");
    expect(second.stdout).toContain("⊘ Skipping completed actions: step-1, step-2");
    expect(project.log()).toEqual(["step 1", "step 2", "step 4"]);
  });

  it("goes on from the new point of failure when what was resumed fails again", async () => {
    const project = new WorkflowProject(newDir());
    const until = (id: string, file: string) =>
      script(id, `echo ${id} >> "${project.dir}/log"; test -e "${project.dir}/${file}"`);
    project.write("child.yaml", workflow([until("a", "child.yaml"), until("b", "b-ok"), until("c", "c-ok")]));
    project.write(
      "parent.yaml",
      workflow([child("all", "./child.yaml", { foreach: [1, 2], failFast: true })]),
    );
    expect((await project.run("parent.yaml")).code).toBe(1);
    expect(project.log()).toEqual(["a", "b"]);
    project.write("b-ok", "");
    expect((await project.run("parent.yaml", "--resume")).code).toBe(1);
    expect(project.log().slice(2)).toEqual(["b", "c"]);
    project.write("c-ok", "");
    expect((await project.run("parent.yaml", "--resume")).code).toBe(0);
    // The second one had not been started: the first had failed.
    expect(project.log().slice(4)).toEqual(["c", "a", "b", "c"]);
    expect(project.runIds()).toHaveLength(1);
  });
});
