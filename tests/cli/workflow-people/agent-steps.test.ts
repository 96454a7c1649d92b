import { describe, expect, it } from "@jest/globals";
import { fakeProgram } from "../../helpers/agents/fakes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { logging, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

const said = (output: string, more: object = {}) =>
  JSON.stringify({ output, usage: { costUsd: 0.1 }, sessionId: "s1", ...more });
const refused = (kind: string) => said("", { error: { kind, retryAfter: 3600, message: `${kind} now` } });

/** Agents `test` and `second`, which are the same program. */
const two = {
  agents: Object.fromEntries(
    ["test", "second"].map((name) => [name, { type: "command", command: ["./agent.sh"] }]),
  ),
};

function projectOf(ask: Readonly<Record<string, unknown>>, answers: Readonly<Record<string, string>>) {
  const steps = [agent("ask", ask), logging("after", { stdin: "${{ toJson(steps.ask.output) }}" })];
  const files = { "w.yaml": workflow(steps, { outputs: { told: "${{ steps.ask.output }}" } }), ...answers };
  return new PeopleProject(newDir(), files, { config: two });
}

const agents = (project: PeopleProject) =>
  project
    .journal()
    .flatMap(({ type, kind, agent: of }) => (type === "intent" && kind === "agent" ? [of] : []));

describe("an agent's step", () => {
  it.each(["rate_limit", "overloaded", "auth"])("turns to its fallback at once after %s", async (kind) => {
    const project = projectOf({ fallback: "second" }, { "answer-1": refused(kind), answer: said("hello") });
    const { code, outputs, events } = await project.events("w.yaml");
    expect([code, outputs, agents(project)]).toEqual([0, { told: "hello" }, ["test", "second"]]);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 -"]);
    expect(events.find(({ type }) => type === "node-failed")).toMatchObject({ kind, again: true });
  });

  it("with a fallback that there is not is refused before anything runs", async () => {
    const project = projectOf({ fallback: "secnod" }, {});
    const { code, stderr } = await project.run("w.yaml");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/no agent secnod[\s\S]*Did you mean second\?/)]);
    expect(project.runIds()).toEqual([]);
  });

  it("is tried again after a check that failed, as often as retry says, and told which and how", async () => {
    const check = "echo trouble on line 7; test -e mended";
    const keys = { access: "write", checks: ["true", check], retry: { attempts: 2 } };
    const project = projectOf(keys, { answer: said("hello") });
    const first = await project.events("w.yaml");
    expect([first.code, project.calls()]).toEqual([1, ["ask#1 -", "ask#2 -"]]);
    expect(first.events.filter(({ type }) => type === "node-failed")).toMatchObject([
      { kind: "check", again: true },
      { kind: "check", again: false },
    ]);
    expect(project.log()).toEqual([]);
    const prompt = project.read("prompt-ask");
    expect(prompt).toMatch(/^You have been at this before; the working tree is as you left it\./);
    expect(prompt).toMatch(/The check `echo trouble[^`]*` did not pass:\n<data-[^>]+>\ntrouble on line 7\n/);
    expect(prompt).toMatch(/The task is:\n\nDo ask$/);
    project.write("mended", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.read("prompt-ask")).toContain("trouble on line 7");
    expect(project.log()).toEqual(["after"]);
  });

  it("is silent no longer than its own bound, and goes on in its session", async () => {
    const project = projectOf({ silence: "1s", retry: { attempts: 2 } }, { hold: "", answer: said("hello") });
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([1, expect.stringContaining("of silence")]);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
  });
});

describe("an agent's step with a schema", () => {
  const schema = {
    type: "object",
    required: ["verdict"],
    properties: {
      verdict: { type: "string", enum: ["approved", "rejected"] },
      issues: { type: "array", items: { type: "object", properties: { severity: { type: "string" } } } },
      size: { type: "number", maximum: 10 },
    },
    additionalProperties: false,
  };

  it("gives its answer as data, also out of a code fence, digits and all", async () => {
    const answer = 'Here it is:\n```json\n{"verdict": "approved", "size": 1.10}\n```\n';
    const project = projectOf({ schema }, { answer: said(answer) });
    const { code, stdout } = await project.run("w.yaml", "--json");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('"outputs":{"told":{"verdict":"approved","size":1.10}}'),
    ]);
    expect(project.read("prompt-ask")).toMatch(
      /^Do ask\n\nAnswer with nothing but JSON that follows this JSON Schema:\n\{/,
    );
  });

  it("asks once more in its session where the answer does not follow, and then has failed", async () => {
    const wrong = '{"verdict": "maybe"}';
    const project = projectOf(
      { schema },
      { "answer-1": said("It is fine."), answer: said('{"verdict": "approved"}') },
    );
    expect((await project.events("w.yaml")).outputs).toEqual({ told: { verdict: "approved" } });
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
    expect(project.read("prompt-ask")).toMatch(
      /^Your last answer could not be read\..* What was wrong: its answer is not JSON\n/,
    );
    project.write("answer", said(wrong));
    const again = await project.run("w.yaml");
    expect([again.code, again.stdout]).toEqual([
      1,
      expect.stringContaining("does not follow the schema: verdict is none of approved, rejected"),
    ]);
    expect(project.calls().slice(2)).toEqual(["ask#1 -", "ask#2 s1"]);
  });

  it("holds those to it that can be held, and takes what they give", async () => {
    const project = projectOf({ schema: { ...schema, additionalProperties: true } }, {});
    project.configure({ agents: { claude: fakeProgram("claude", "structured") }, agent: "claude" });
    expect((await project.events("w.yaml")).outputs).toMatchObject({ told: { verdict: "rejected" } });
    const { args, prompt } = JSON.parse(project.read("start.json"));
    const form = JSON.parse(args[args.indexOf("--json-schema") + 1]);
    expect(Object.keys(form.properties)).toEqual(["verdict", "issues", "size", "question"]);
    expect(form.properties.size).toEqual({ type: "number" });
    expect(prompt).toContain('"maximum": 10');
  });
});
