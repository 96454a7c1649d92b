import { describe, expect, it } from "@jest/globals";
import { until } from "../../helpers/agents/processes.ts";
import { bin } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, gate, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { child, logging, script, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const inTerminal = skipUnless(
  canOpenTerminals(),
  "a question in a terminal: needs Linux and util-linux' script",
);

const question = "Which one?\nThe first,\nor the second?";
const usage = (costUsd: number) => ({ inputTokens: 1, outputTokens: 1, costUsd });

/** An agent that asks in its first attempt, and has an answer in the next. */
function asking(files: Readonly<Record<string, string>>, more = {}): PeopleProject {
  const project = new PeopleProject(newDir(), files, more);
  project.write("answer-1", JSON.stringify({ question, sessionId: "s1", usage: usage(0.25) }));
  project.write("answer", JSON.stringify({ output: "hello", sessionId: "s1", usage: usage(0.5) }));
  return project;
}

const alone = (more = {}) => asking({ "w.yaml": workflow([agent("ask"), logging("end")]) }, more);

/** It asks in a child of two items, of which one works at a time. */
const each = () =>
  asking({
    "w.yaml": workflow([
      child("each", "./child.yaml", { foreach: ["a", "b"], concurrency: 1, inputs: { item: "${{ item }}" } }),
      logging("end"),
    ]),
    "child.yaml": workflow([agent("ask"), script("after", "echo after-${{ inputs.item }} >> log")], {
      inputs: { item: {} },
    }),
  });

const saved = (id: string) => expect.stringContaining(`Progress saved (completed: ${id})`);

describe("an agent's question", () => {
  it("parks its step, ends the run with exit 3, and goes on in its session once it is answered", async () => {
    const project = each();
    const { code, stdout } = await project.run("w.yaml");
    const { runId } = project;
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining(`Next: agentic-sdlc answer ${runId} 'each[a]/ask' "…" (Which one?`),
    ]);
    // The first gives its place up.
    expect(project.calls()).toEqual(["each[a]/ask#1 -", "each[b]/ask#1 -"]);
    expect(stdout).toContain("  … each[a]/ask (question): Which one? The first, or the second?");

    const answered = await project.cli("answer", runId.slice(4, 10), "each[a]/ask", "the first");
    expect([answered.code, answered.stdout]).toEqual([
      0,
      `✓ each[a]/ask: answered\nNext: agentic-sdlc run --continue ${runId}\n`,
    ]);
    const next = await project.run("--continue");
    expect([next.code, next.stdout]).toEqual([3, saved("each[a]/ask")]);
    expect(next.stdout).toContain("  To run: each[a]/ask");
    expect(project.read("prompt-ask")).toMatch(
      /^Your question was answered.*You asked:\n<data-(\w+)>\nWhich one\?.*A person answered:\n<person-\1>\nthe first\n<.*Do ask$/s,
    );

    expect((await project.cli("answer", runId, "the second")).code).toBe(0);
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.calls().slice(2)).toEqual(["each[a]/ask#2 s1", "each[b]/ask#2 s1"]);
    expect(project.log()).toEqual(["after-a", "after-b", "end"]);
    expect((await project.cli("runs", "show", runId)).stdout).toContain("$1.50");
  });

  it("is answered while the run is at work", async () => {
    const project = asking({
      "w.yaml": workflow([
        agent("ask", { needs: [] }),
        script("work", "while [ -e hold-work ]; do sleep 0.02; done", { needs: [] }),
        logging("end", { needs: ["ask"] }),
      ]),
    });
    project.write("hold-work", "");
    const run = project.start("run", "w.yaml");
    await run.prints("? ask: Which one?");
    await run.prints(`agentic-sdlc answer ${project.runId} ask "…"`);
    const { code, stdout } = await project.cli("answer", project.runId, "the first", "--json");
    const message = { type: "answered", text: "the first" };
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { path: "ask", applied: false, message }]);
    await until(() => project.log().includes("end"));
    project.remove("hold-work");
    expect(await run.ended).toBe(0);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
  });

  it("is shown whole, live and later", async () => {
    const project = alone();
    await project.run("w.yaml");
    const { runId } = project;
    const shown = (await project.cli("runs", "show", runId)).stdout;
    expect(shown).toMatch(/\? ask +waiting/);
    expect(shown).toContain(
      `  ? ask: Which one?\n    The first,\n    or the second?\n    → agentic-sdlc answer ${runId} ask "…"\n`,
    );
    expect((await project.cli("logs", runId.slice(4))).stdout).toContain("? asked · Which one?");
    expect((await project.run("--continue", "--explain")).stdout).toMatch(/^ask +waiting +Which one\?/m);
    await project.cli("answer", runId, "x");
    const { run } = JSON.parse((await project.cli("runs", "show", runId, "--json")).stdout);
    expect(run.nodes).toMatchObject([
      { path: "ask", status: "answered", sessionId: "s1", asked: [{ question, answer: "x" }] },
    ]);
    expect((await project.run("--continue", "--explain")).stdout).toMatch(
      /^ask +answered +goes on in its s/m,
    );
  });

  it("wants an answer of one who waits for it", async () => {
    const files = {
      "w.yaml": workflow([
        agent("one", { needs: [] }),
        agent("two", { needs: [] }),
        gate("sign", { needs: [] }),
      ]),
    };
    const project = asking(files, { stories: [{ slug: "dark-mode" }] });
    await project.run("w.yaml");
    const { runId } = project;
    expect((await project.cli("answer", "--help")).stdout).toContain("[options] <story> [path] <text>");
    for (const [args, text] of [
      [["answer", "dark", "follow", "the system"], "An answer of several words needs quotes."],
      [["answer", runId, "yes"], "has asked more than one question"],
      [["answer", runId, "onee", "yes"], "Did you mean one?"],
      [["answer", runId, "sign", "yes"], `waits for an approval at sign`],
      [["answer", runId, "one"], "The answer is empty"],
      [["answer", runId, "one", " "], `agentic-sdlc answer ${runId} one "…"`],
      [["approve", runId, "one"], `→ agentic-sdlc answer ${runId} one "…"`],
    ] as const) {
      const refused = await project.cli(...args);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(text)]);
    }
    expect((await project.cli("answer", runId, "one", "yes")).code).toBe(0);
    const again = await project.cli("answer", runId, "one", "yes");
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("These ask: two")]);
    expect((await project.cli("answer", runId, "it is all")).code).toBe(0);
    expect((await project.cli("approve", runId)).code).toBe(0);
    expect((await project.run("--continue")).code).toBe(0);
  });

  it("is told to an agent that starts afresh, too, also after kill -9", async () => {
    const other = { type: "command", command: ["./agent.sh"] };
    const project = alone({ config: { agents: { test: other, other } } });
    await project.run("w.yaml");
    await project.cli("answer", project.runId, "the first");
    project.write("hold", "");
    const killed = project.start("run", "--continue", "--agent", "other");
    await until(() => project.calls().length === 2);
    await killed.kill("SIGKILL");
    project.remove("hold");
    expect((await project.run("--continue", "--agent", "test")).code).toBe(0);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 -", "ask#3 -"]);
    expect(project.read("prompt-ask")).toMatch(/^You have been at this before.*the first.*Do ask$/s);
  });
});

describe("an agent's question at a terminal", () => {
  const open = ({ dir, env }: PeopleProject, args: string) =>
    new Terminal(`${process.execPath} ${bin} run ${args}`, { cwd: dir, env });

  inTerminal("is asked whole, and may be answered later", async () => {
    const project = alone();
    const first = open(project, "w.yaml");
    await first.prints("or the second?");
    await first.prints("Answer (none: later): ");
    first.press("\r");
    expect(await first.ended).toBe(3);
    const second = open(project, "--continue");
    await second.prints("Answer (none: later): ");
    second.press("the second\r");
    expect(await second.ended).toBe(0);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
    expect(project.read("prompt-ask")).toContain("\nthe second\n");
  });
});
