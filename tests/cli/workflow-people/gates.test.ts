import { describe, expect, it } from "@jest/globals";
import { until } from "../../helpers/agents/processes.ts";
import { bin } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { gate, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { child, failing, logging, script, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const inTerminal = skipUnless(canOpenTerminals(), "a gate in a terminal: needs Linux and util-linux' script");

const holding = (id: string) => script(id, `echo ${id} >> log; while [ -e hold ]; do sleep 0.02; done`);

/** A gate in the grandchild of one item; another one works on. */
function deep() {
  const project = new PeopleProject(newDir(), {
    "w.yaml": workflow([
      child("each", "./child.yaml", {
        foreach: ["a", "b", "c"],
        concurrency: 2,
        inputs: { item: "${{ item }}" },
      }),
      logging("end"),
    ]),
    "child.yaml": workflow([child("in", "./grandchild.yaml", { inputs: { item: "${{ inputs.item }}" } })], {
      inputs: { item: {} },
    }),
    "grandchild.yaml": workflow(
      [
        gate("sign", { message: "Ship ${{ inputs.item }}?", if: "inputs.item == 'a'" }),
        { ...holding("work"), if: "inputs.item == 'b'" },
        script("after", "echo after-${{ inputs.item }} >> log"),
      ],
      { inputs: { item: {} } },
    ),
  });
  project.write("hold", "");
  return project;
}

describe("a gate", () => {
  it("in a grandchild of a foreach holds up nobody else, and goes on at once when it is approved", async () => {
    const project = deep();
    const run = project.start("run", "w.yaml");
    await run.prints("? each[a]/in/sign: Ship a?");
    // Its item gives its place up.
    await until(() => project.log().includes("work") && project.log().includes("after-c"));
    const { stdout } = await project.cli("runs", "show", project.runId);
    expect(stdout).toMatch(/▸ work +running/);
    expect(stdout).toMatch(/\? sign +waiting +Ship a\?/);
    const approved = await project.cli("approve", project.runId.slice(0, 10), "each[a]/in/sign");
    expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining("under way takes it")]);
    await until(() => project.log().includes("after-a"));
    project.remove("hold");
    expect(await run.ended).toBe(0);
    expect(project.log().slice(2)).toEqual(["after-a", "after-b", "end"]);
  });

  it("that nobody decides about ends the run with exit 3, which says how, and then goes on", async () => {
    const project = deep();
    project.remove("hold");
    const { code, stdout } = await project.run("w.yaml");
    const { runId } = project;
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining(`Next: agentic-sdlc approve ${runId} 'each[a]/in/sign' (Ship a?)`),
    ]);
    expect((await project.cli("approve", runId)).stdout).toContain(
      `Next: agentic-sdlc run --continue ${runId}`,
    );
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log().slice(3)).toEqual(["after-a", "end"]);
  });

  it("can be decided about once, where it waits", async () => {
    const project = new PeopleProject(newDir(), { "w.yaml": workflow([gate("g"), failing("f")]) });
    await project.run("w.yaml");
    const { runId } = project;
    for (const [args, text] of [
      [[runId, "gg"], "Did you mean g?"],
      [["run-nope", "g"], "There is no run run-nope"],
    ] as const) {
      const refused = await project.cli("approve", ...args);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(text)]);
    }
    expect((await project.cli("approve", runId, "g")).code).toBe(0);
    for (const again of [["approve"], ["reject", "--reason", "no"]] as const) {
      const refused = await project.cli(again[0], runId, "g", ...again.slice(1));
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("None of its gates waits")]);
    }
    expect((await project.run("--continue")).code).toBe(1);
    expect((await project.cli("approve", runId, "g")).code).toBe(2);
  });

  it("that was rejected fails with the reason, and asks again on continue", async () => {
    const project = new PeopleProject(newDir(), { "w.yaml": workflow([gate("g"), logging("a")]) });
    await project.run("w.yaml");
    await project.cli("reject", project.runId, "--reason", "not today");
    const failed = await project.run("--continue");
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining("rejected: not today")]);
    expect((await project.run("--continue")).code).toBe(3);
    await project.cli("approve", project.runId);
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log()).toEqual(["a"]);
  });

  it("that left the collection waits no more", async () => {
    const project = new PeopleProject(newDir(), {
      "w.yaml": workflow([
        { ...script("list", "cat list.json"), reuse: false },
        child("each", "./child.yaml", { foreach: "${{ steps.list.output }}", concurrency: 2 }),
      ]),
      "child.yaml": workflow([gate("g")]),
      "list.json": '["a", "b"]',
    });
    expect((await project.run("w.yaml")).code).toBe(3);
    project.write("list.json", '["a"]');
    const next = await project.run("--continue");
    expect([next.code, next.stdout]).toEqual([3, expect.stringContaining("waiting 1")]);
    expect((await project.cli("approve", project.runId)).stdout).toContain("each[a]/g: approved");
    const tree = (await project.cli("runs", "show", project.runId)).stdout;
    expect(tree).toMatch(/each +waiting.*\n.*\[a\] +waiting.*\n.*g +approved/);
    const last = await project.run("--continue");
    expect([last.code, last.stdout]).toEqual([0, expect.not.stringContaining("approve")]);
  });
});

describe("a gate at a terminal", () => {
  const project = () =>
    new PeopleProject(newDir(), {
      "w.yaml": workflow([gate("g", { needs: [] }), { ...holding("work"), needs: [] }, logging("end")]),
      hold: "",
    });
  const open = ({ dir, env }: PeopleProject, args: string) =>
    new Terminal(`${process.execPath} ${bin} run ${args}`, { cwd: dir, env });

  inTerminal("asks, prints nothing into the question, and goes on", async () => {
    const one = project();
    const terminal = open(one, "w.yaml");
    await terminal.prints("g: g?");
    await terminal.prints("[l]ater: ");
    one.remove("hold");
    await until(() => one.journal().some(({ type, path }) => type === "done" && path === "work"));
    expect(terminal.output).not.toContain("completed: work");
    terminal.press("y\r");
    expect(await terminal.ended).toBe(0);
    expect(terminal.output.indexOf("completed: work")).toBeGreaterThan(terminal.output.indexOf("[l]ater"));
    expect(one.log()).toEqual(["work", "end"]);
  });

  inTerminal("takes a no with its reason", async () => {
    const one = project();
    one.remove("hold");
    const terminal = open(one, "w.yaml");
    await terminal.prints("[l]ater: ");
    terminal.press("n\r");
    await terminal.prints("Why? ");
    terminal.press("too early\r");
    expect(await terminal.ended).toBe(1);
    expect(terminal.output).toContain("g: rejected: too early");
  });

  inTerminal("takes Ctrl+C as what it is: everything stops, and the question comes again", async () => {
    const one = project();
    const first = open(one, "w.yaml");
    await first.prints("[l]ater: ");
    await until(() => one.log().length === 1);
    first.press("\x03");
    expect(await first.ended).toBe(130);
    expect(await one.nodes()).toEqual({ g: "waiting", work: "interrupted" });
    one.remove("hold");
    const second = open(one, "--continue");
    await second.prints("[l]ater: ");
    second.press("y\r");
    expect(await second.ended).toBe(0);
  });

  inTerminal("is spared the answer when somebody has approved elsewhere", async () => {
    const one = project();
    one.remove("hold");
    const terminal = open(one, "w.yaml");
    await terminal.prints("[l]ater: ");
    expect((await one.cli("approve", one.runId)).code).toBe(0);
    expect(await terminal.ended).toBe(0);
    expect(one.log()).toEqual(["work", "end"]);
  });
});
