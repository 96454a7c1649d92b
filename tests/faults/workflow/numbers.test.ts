import { describe, expect, it } from "@jest/globals";
import { WorkflowWorld } from "../../helpers/engine/workflow-world.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { command, smallTree } from "../../helpers/workflow/small-tree.ts";
import { WorkflowProject } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

/** What expressions make of a command that prints this. */
async function from(stdout: string, texts: Readonly<Record<string, string>>) {
  const world = new WorkflowWorld(({ command: of, stdin }) => ({
    exitCode: 0,
    stdout: of === "x" ? stdout : stdin,
  }));
  const uses = Object.entries(texts).map(([id, stdin]) => command(id, { stdin }));
  const outputs = Object.fromEntries(Object.keys(texts).map((id) => [id, `\${{ steps.${id}.stdout }}`]));
  return (await world.run(smallTree([command("x"), ...uses], { outputs }), {})).outputs;
}

describe("numbers", () => {
  it.each(["1.10", "012", "12e4567", "12345678901234567890", "-0", "1e3", "0.30000000000000000001"])(
    "%s arrives as it was printed",
    async (text) => {
      expect(await from(text, { plain: "${{ steps.x.output }}", within: "v${{ steps.x.output }}" })).toEqual({
        plain: text,
        within: `v${text}`,
      });
    },
  );

  it("are compared by value, and found within lists", async () => {
    const x = "steps.x.output";
    const holds = await from('{"v":1.10,"id":12345678901234567890,"zero":0.0}', {
      same: `\${{ ${x}.v == 1.1 && ${x}.v < 1.2 && ${x}.v != 1.11 }}`,
      other: `\${{ ${x}.id == 12345678901234567891 || ${x}.id >= 12345678901234567891 }}`,
      found: `\${{ contains([1.1, 2], ${x}.v) && contains([{a: ${x}.v}], {a: 1.1}) }}`,
      no: `\${{ !${x}.zero }}`,
      json: `\${{ toJson(${x}) }}`,
      own: `\${{ toJson(fromJson('[1.50]')) }} \${{ 12345678901234567891 }}`,
      at: `\${{ ['a', 'b'][1.0] }}`,
      hashes: `\${{ hash(${x}.v) == hash(1.1) }}`,
    });
    expect(holds).toEqual({
      ...{ same: "true", other: "false", found: "true", no: "true", at: "b", hashes: "true" },
      json: '{"v":1.10,"id":12345678901234567890,"zero":0.0}',
      own: "[1.50] 12345678901234567891",
    });
  });

  it("keep their digits in a file, as inputs, keys and outputs, over a continue, and in what is told", async () => {
    const project = new WorkflowProject(newDir(), {
      "w.yaml": `
name: w
inputs:
  id: { type: number }
  more: { type: object, default: { at: 1.50 } }
env: &shared { ACCOUNT: 012345678901, MODE: 0755, VERSION: 1.10, LARGE: 12345678901234567890 }
steps:
  - { id: ids, type: script, run: "echo '[{\\"id\\":1234567890123456789},{\\"id\\":1234567890123456788}]'" }
  - { id: each, type: script, foreach: "\${{ steps.ids.output }}", run: "echo \${{ item.id }} >> log", timeout: 20.0 }
  - { id: versions, type: script, foreach: [1.1, 1.10, 007], run: "echo \${{ item }} >> log" }
  - { id: env, type: script, run: 'echo "$ACCOUNT $MODE $VERSION $LARGE" >> log', env: *shared }
  - { id: child, type: workflow, path: ./child.yaml, inputs: { n: "\${{ inputs.id }}", m: 2.50 } }
  - { id: end, type: script, run: test -e ok }
  - { id: last, type: script, run: "echo \${{ inputs.id }} \${{ inputs.more.at }} >> log" }
outputs: { id: "\${{ inputs.id }}", more: "\${{ inputs.more }}", child: "\${{ steps.child.outputs.n }}" }
`,
      "child.yaml":
        'name: c\ninputs: { n: { type: number }, m: { type: number } }\nsteps: [{ id: s, type: script, run: "echo ${{ inputs.n }} ${{ inputs.m }} >> log" }]\noutputs: { n: "${{ inputs.n }}" }\n',
    });
    const large = "12345678901234567890";
    expect((await project.run("w.yaml", "-i", `id=${large}`)).code).toBe(1);
    expect(project.log()).toEqual([
      ...["1234567890123456789", "1234567890123456788", "1.1", "1.10", "007"],
      "012345678901 0755 1.10 12345678901234567890",
      `${large} 2.50`,
    ]);
    expect(Object.keys(await project.nodes())).toEqual(
      expect.arrayContaining(["each[1234567890123456788]", "versions[1.10]", "versions[007]"]),
    );
    const { stdout: shown } = await project.cli("runs", "show", project.runIds()[0]!);
    expect(shown).toContain(`inputs={"id":${large}}`);
    project.write("ok", "");
    project.remove("log");
    const again = await project.run("--continue", "-i", `id=${large}`, "--json");
    expect([again.code, project.log()]).toEqual([0, [`${large} 1.50`]]);
    expect(again.stdout).toContain(`"outputs":{"id":${large},"more":{"at":1.50},"child":${large}}`);
  });
});
