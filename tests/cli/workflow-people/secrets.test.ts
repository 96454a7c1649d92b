import { describe, expect, it } from "@jest/globals";
import { bin } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, gate, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { child, script, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const inTerminal = skipUnless(
  canOpenTerminals(),
  "a secret at a terminal: needs Linux and util-linux' script",
);

const secret = "hunter2-hunter2";
const held = (name: string) => `its output holds the value of ${name}, which would be written down`;

function projectOf(
  steps: readonly Record<string, unknown>[],
  inputs: object,
  more: object = {},
  env: Record<string, string> = {},
) {
  return new PeopleProject(newDir(), { "w.yaml": workflow(steps, { inputs, ...more }) }, { env });
}

describe("a secret input", () => {
  const key = { key: { secret: true } };

  it("is nowhere: not in journal, checkpoint, options, outputs, transcript or console", async () => {
    const project = projectOf(
      [
        script("use", `test \${{ inputs.key }} = ${secret.slice(0, 7)}-${secret.slice(8)} && echo used`),
        script("fails", "echo bad ${{ inputs.key }} >&2; exit 1", { allowFailure: true }),
        script("pipe", "cat > given; wc -c < given", { stdin: "${{ inputs.key }}" }),
        agent("ask", { env: { K: "${{ inputs.key }}" } }),
        child("in", "./child.yaml", { inputs: { key: "${{ inputs.key }}" } }),
        gate("g"),
      ],
      key,
    );
    project.write("child.yaml", workflow([script("c", "test -n ${{ inputs.key }}")], { inputs: key }));
    project.write("answer", JSON.stringify({ output: `I know ${secret}`, error: undefined }));
    const { code, stdout, stderr } = await project.run("w.yaml", "-i", `key=${secret}`);
    expect([code, project.read("given"), project.read("env-ask").includes(secret)]).toEqual([
      3,
      secret,
      true,
    ]);
    expect(stdout + stderr).toContain("bad ***");
    expect(stdout + stderr + project.kept()).not.toContain(secret);
    for (const args of [
      ["runs", "show", project.runId, "--json"],
      ["logs", project.runId, "ask"],
    ])
      expect((await project.cli(...args)).stdout).not.toContain(secret);
    expect(project.kept()).toContain("I know ***");
  });

  it.each([
    ["as it is", "echo x${{ inputs.key }}x"],
    ["in base64", "printf %s ${{ inputs.key }} | base64"],
    ["on standard error alone", "echo ${{ inputs.key }} >&2"],
  ])("that a step prints %s makes it fail, named", async (_, run) => {
    const project = projectOf([script("leak", run)], key);
    const { code, stdout } = await project.run("w.yaml", "-i", `key=${secret}`);
    expect([code, stdout]).toEqual([1, expect.stringContaining(`leak: ${held("secret input key")}`)]);
    expect(project.kept()).not.toContain(secret);
    expect(project.kept()).not.toContain(Buffer.from(secret).toString("base64"));
  });

  it("is not told either by an expression that fails over it", async () => {
    const wrong = (id: string, of: string) => script(id, `echo \${{ ${of} }}`, { needs: [] });
    const project = projectOf([wrong("json", "fromJson(inputs.key)"), wrong("at", "[1][inputs.key]")], key);
    const { code, stdout, stderr } = await project.run("w.yaml", "-i", `key=${secret}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/json: fromJson: "\*\*\*" is not JSON \(w\.yaml:\d+:\d+\)/);
    expect(stdout + stderr + project.kept()).not.toContain(secret);
  });

  it("of several texts keeps each of them", async () => {
    const project = projectOf([script("leak", "echo ${{ inputs.login.password }}")], {
      login: { type: "object", secret: true },
    });
    const { code, stdout } = await project.run(
      "w.yaml",
      "-i",
      JSON.stringify({ password: secret }).replace(/^/, "login="),
    );
    expect([code, stdout]).toEqual([1, expect.stringContaining(held("secret input login.password"))]);
    expect(project.kept()).not.toContain(secret);
  });

  it("that was given is wanted again on resume, also where it need not be given", async () => {
    const project = projectOf([gate("g"), script("use", "test ${{ inputs.key }} = 1234")], {
      key: { secret: true, required: false },
    });
    await project.run("w.yaml", "-i", "key=1234");
    await project.cli("approve", project.runId);
    const { code, stderr } = await project.run("--continue");
    expect([code, stderr]).toEqual([2, expect.stringContaining("was given the secret input key")]);
    expect((await project.run("--continue", "--explain")).code).toBe(0);
    expect((await project.run("--continue", "-i", "key=1234")).code).toBe(0);
    expect(project.kept()).not.toContain("1234");
  });
});

describe("a secret of the environment", () => {
  const env = { DEPLOY_TOKEN: secret };

  it.each([
    ["a step's outputs", [script("a", "true", { outputs: { t: "${{ env.DEPLOY_TOKEN }}" } })], {}],
    ["the workflow's outputs", [script("a", "true")], { outputs: { t: "${{ env.DEPLOY_TOKEN }}" } }],
  ])("in %s is refused", async (_, steps, more) => {
    const project = projectOf(steps, {}, { env: { DEPLOY_TOKEN: null }, ...more }, env);
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([1, expect.stringContaining(held("$DEPLOY_TOKEN"))]);
    expect(stdout + project.kept()).not.toContain(secret);
  });

  it("is masked in a gate's question", async () => {
    const steps = [gate("g", { message: "Use ${{ env.DEPLOY_TOKEN }}?" })];
    const project = projectOf(steps, {}, { env: { DEPLOY_TOKEN: null } }, env);
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([3, expect.stringContaining("? g: Use ***?")]);
    expect(project.kept()).not.toContain(secret);
  });
});

describe("a secret at a terminal", () => {
  const open = ({ dir, env }: PeopleProject) =>
    new Terminal(`${process.execPath} ${bin} run w.yaml`, { cwd: dir, env });
  const project = () =>
    projectOf([script("a", `test \${{ inputs.key }} = ${secret}`)], { key: { secret: true } });

  inTerminal("is asked for, and not shown", async () => {
    const one = project();
    const terminal = open(one);
    await terminal.prints("Secret input key: ");
    terminal.press(`${secret}\r`);
    expect(await terminal.ended).toBe(0);
    expect(terminal.output + one.kept()).not.toContain(secret);
  });

  inTerminal("that is not given is exit 2; Ctrl+C ends it", async () => {
    const empty = open(project());
    await empty.prints("Secret input key: ");
    empty.press("\x04");
    expect(await empty.ended).toBe(2);
    const stopped = open(project());
    await stopped.prints("Secret input key: ");
    stopped.press("abc\x03");
    expect(await stopped.ended).toBe(130);
    expect(stopped.output).not.toContain("abc");
  });
});
