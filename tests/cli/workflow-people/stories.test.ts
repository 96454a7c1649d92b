import { describe, expect, it } from "@jest/globals";
import { until } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { PeopleProject, story } from "../../helpers/workflow/people-project.ts";
import { logging, script, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

const quick = { workflow: "quick", status: "ready" };
const said = (more: object) =>
  JSON.stringify({ output: "VERDICT: approved", usage: { costUsd: 0.1 }, ...more });

/** One step for each story, all at once, and one after them. */
function projectOf(slugs: readonly string[], keys: Record<string, object> = {}, config: object = {}) {
  const steps = [
    story("do", "${{ item }}", { foreach: slugs, concurrency: 3 }),
    logging("after", { needs: "do" }),
  ];
  const stories = slugs.map((slug) => ({ slug, keys: { ...quick, ...keys[slug] } }));
  const project = new PeopleProject(newDir(), { "w.yaml": workflow(steps) }, { stories, config });
  project.write("answer", said({}));
  return project;
}

describe("story steps", () => {
  it("share the invocation's bounds, however many work at once", async () => {
    const project = projectOf(["a", "b"]);
    const first = await project.run("w.yaml", "--max-actions", "3");
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining("--max-actions 3 reached")]);
    expect(project.calls()).toHaveLength(3);
    expect((await project.run("--continue")).code).toBe(0);
    expect([project.status("a"), project.status("b"), project.log()]).toEqual(["done", "done", ["after"]]);
    expect(project.calls()).toHaveLength(4);
  });

  it("count what others have spent before them", async () => {
    const project = projectOf(["a", "b"]);
    project.write("w.yaml", workflow([story("x", "a"), story("y", "b")]));
    const { code, stdout } = await project.run("w.yaml", "--budget", "0.3");
    expect([code, stdout]).toEqual([6, expect.stringContaining("$0.30 spent, of --budget $0.30")]);
    project.configure({ limits: { costPerDay: 0.4 } });
    const today = await project.run("--continue");
    expect([today.code, project.calls().length]).toEqual([0, 4]);
  });

  it("are done as long as the story is, whoever did it", async () => {
    const project = projectOf(["a", "b"]);
    project.write("w.yaml", workflow([story("x", "a"), script("fails", "test -e ok")]));
    await project.cli("move", "a", "done");
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(project.calls()).toEqual([]);
    expect((await project.cli("redo", "a", "implement", "--note", "again")).code).toBe(0);
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect([project.status("a"), project.calls().length]).toEqual(["done", 2]);
  });

  it("name what is not there, before and after it is", async () => {
    const project = projectOf(["a"]);
    project.write("w.yaml", workflow([story("x", "aa")]));
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([1, expect.stringContaining('No story is named "aa". Did you mean a?')]);
  });

  it("go on inside the story's attempts when the runner was killed", async () => {
    const project = projectOf(["a", "b"]);
    project.write("hold", "");
    project.write("answer", said({ sessionId: "s1" }));
    const killed = project.start("run", "w.yaml");
    await until(() => project.calls().length === 2);
    expect(await project.nodes()).toMatchObject({ "do[a]": "running", "do[b]": "running" });
    await killed.kill("SIGKILL");
    project.remove("hold");
    const { code, stdout } = await project.run("--continue");
    expect(code).toBe(0);
    expect(stdout.match(/was killed/g)).toHaveLength(1);
    expect(stdout).toMatch(/It was at work on do\[\w\], do\[\w\]\./);
    expect(
      project
        .calls()
        .filter((call) => call.includes("implement"))
        .sort(),
    ).toEqual([
      "story[a]/implement#1#1 -",
      "story[a]/implement#2#2 s1",
      "story[b]/implement#1#1 -",
      "story[b]/implement#2#2 s1",
    ]);
  });
});

describe("a story that cannot go on", () => {
  it.each([
    ["its gate", { gates: { implement: "approve" } }, {}, "approve a", ["approve", "a"]],
    ["its question", {}, { question: "Blue?", sessionId: "q1" }, 'answer a "…"', ["answer", "a", "Blue"]],
  ])("for %s ends with exit 3, and the command that helps", async (_, config, answer, next, decide) => {
    const project = projectOf(["a"], {}, config);
    project.write("answer-1", said(answer));
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([3, expect.stringContaining(`Next: agentic-sdlc ${next}`)]);
    expect(project.log()).toEqual([]);
    const refused = await project.cli("approve", project.runId);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`agentic-sdlc ${next}`)]);
    project.remove("answer-1");
    expect((await project.cli(...decide)).code).toBe(0);
    expect((await project.run("--continue")).code).toBe(0);
    expect([project.status("a"), project.log()]).toEqual(["done", ["after"]]);
  });

  it("fails its step in the run that blocked it; in the next one it waits for a person", async () => {
    const project = projectOf(["a"], {}, { limits: { failures: 1 } });
    project.write("answer", JSON.stringify({ error: { kind: "crash", message: "no" } }));
    expect((await project.run("w.yaml")).code).toBe(1);
    const { code, stdout } = await project.run("--continue");
    expect([code, stdout]).toEqual([3, expect.stringContaining("Next: agentic-sdlc unblock a")]);
    project.write("answer", said({}));
    await project.cli("unblock", "a");
    expect((await project.run("--continue")).code).toBe(0);
  });

  it("goes on at once when another step of the run has done what it depends on", async () => {
    const project = projectOf(["b", "a"], { b: { dependencies: ["a"] } });
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([0, expect.stringContaining("b: waits for a")]);
    expect(project.calls().map((call) => call.slice(0, 8))).toEqual([
      "story[a]",
      "story[a]",
      "story[b]",
      "story[b]",
    ]);
  });

  it("goes on at once when a person has decided, while others are at work", async () => {
    const project = projectOf(["a", "b"], { b: { workflow: "story" } }, { gates: { implement: "approve" } });
    project.write("hold-b", "");
    const run = project.start("run", "w.yaml");
    await run.prints("? do[a]: a: implement#1 waits for approval");
    expect((await project.cli("approve", "a")).code).toBe(0);
    await run.prints("Progress saved (completed: do[a])");
    project.remove("hold-b");
    // What is left is b's own gate.
    expect(await run.ended).toBe(3);
    expect([project.status("a"), project.status("b")]).toEqual(["done", "in-progress"]);
  });
});

describe("a story that another run works on", () => {
  it("is waited for, and neither done twice", async () => {
    const project = projectOf(["a"]);
    project.write("hold-a", "");
    const board = project.start("run", "--auto");
    await until(() => project.calls().length === 1);
    const file = project.start("run", "w.yaml");
    await file.prints("do[a]: another run works on the story; waiting for it");
    project.remove("hold-a");
    expect(await board.ended).toBe(0);
    expect(await file.ended).toBe(0);
    expect(project.calls()).toHaveLength(2);
    expect(project.log()).toEqual(["after"]);
  });

  it("is not waited for past the deadline", async () => {
    const project = projectOf(["a"]);
    project.write("hold-a", "");
    const board = project.start("run", "--auto");
    await until(() => project.calls().length === 1);
    const { code, stdout } = await project.run("w.yaml", "--deadline", "1s");
    expect([code, stdout]).toEqual([6, expect.stringContaining("has passed")]);
    project.remove("hold-a");
    expect(await board.ended).toBe(0);
  });
});
