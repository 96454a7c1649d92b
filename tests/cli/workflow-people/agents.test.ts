import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { agent, gate, PeopleProject } from "../../helpers/workflow/people-project.ts";
import { logging, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

const paid = (usd: number, more: object = {}) =>
  JSON.stringify({ output: "hello", usage: { inputTokens: 1, outputTokens: 2, costUsd: usd }, ...more });

function projectOf(steps: readonly Record<string, unknown>[], config: object = {}) {
  const project = new PeopleProject(newDir(), { "w.yaml": workflow(steps) }, { config });
  project.write("answer", paid(0.25, { sessionId: "s1" }));
  return project;
}

/** The journal as a crash would have left it, right after the last record of this type. */
function cutAfter(project: PeopleProject, type: string): void {
  const dir = join(project.dir, ".agentic-sdlc/runs", project.runId);
  const file = join(dir, readdirSync(dir).find((name) => name.startsWith("journal."))!);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const last = lines.findLastIndex((line) => line.includes(`"type":"${type}"`));
  writeFileSync(file, `${lines.slice(0, last + 1).join("\n")}\n`);
}

describe("an agent's step", () => {
  it("is told what it is to do, and leaves what it said, what it cost and its transcript", async () => {
    const project = projectOf([agent("ask"), gate("sign")]);
    expect((await project.run("w.yaml")).code).toBe(3);
    expect(project.read("prompt-ask")).toBe("Do ask");
    const env = project.read("env-ask");
    for (const line of ["ACTION=ask", "ATTEMPT=1", "PATH=ask", `RUN_ID=${project.runId}`])
      expect(env).toContain(`AGENTIC_SDLC_${line}\n`);
    expect(env).toMatch(/^AGENTIC_SDLC_TOKEN=[0-9a-f-]{32,}$/m);
    expect(env).not.toMatch(/AGENTIC_SDLC_(STORY|SESSION)/);
    const checkpoint = JSON.parse(project.read(`.agentic-sdlc/${project.checkpoints()[0]}`));
    expect(checkpoint).toMatchObject({ version: "1.0", workflowId: project.runId, status: "waiting" });
    expect(checkpoint.completedActions).toEqual([
      { path: "ask", type: "agent", attempt: 1, completedAt: expect.any(String), usage: expect.anything() },
    ]);
    expect((await project.cli("runs", "show", project.runId)).stdout).toMatch(/✓ ask +done +\S+ +\$0\.25/);
    expect((await project.cli("logs", project.runId, "ask")).stdout).toContain("did ask");
  });

  it("goes on in its session after Ctrl+C and after kill -9, with nothing of it left running", async () => {
    const project = projectOf([agent("ask")]);
    project.write("hold", "");
    const first = project.start("run", "w.yaml");
    await until(() => project.calls().length === 1);
    expect(await first.kill("SIGINT")).toBe(130);
    expect(first.output).toContain("Interrupted: ask (stopped by the user); session and work kept");
    const second = project.start("run", "--continue");
    await until(() => project.calls().length === 2);
    const inFlight = () =>
      JSON.parse(project.read(`.agentic-sdlc/${project.checkpoints()[0]}`)).currentActions;
    const { name, pid } = await until(() => inFlight()[0]?.agent.pid && inFlight()[0].agent);
    expect([name, isAlive(pid)]).toEqual(["test", true]);
    await second.kill("SIGKILL");
    expect(isAlive(pid)).toBe(true);
    project.remove("hold");
    const { code, stdout } = await project.run("--continue");
    expect(code).toBe(0);
    expect(stdout.match(/was killed/g)).toHaveLength(1);
    expect(stdout).toMatch(/was killed; last sign of life \S+\. It was at work on ask\./);
    expect(isAlive(pid)).toBe(false);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1", "ask#3 s1"]);
    expect(project.read("prompt-ask")).toMatch(/^You were interrupted.*Do ask$/s);
  });

  it("that was silent for too long goes on in its session, once; the next try after that begins anew", async () => {
    const project = projectOf([agent("ask", { retry: { attempts: 3 } })], { limits: { silence: "700ms" } });
    project.write("hold", "");
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([1, expect.stringContaining("of silence")]);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1", "ask#3 -"]);
    expect(project.read("prompt-ask")).toBe("Do ask");
    project.remove("hold");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.calls().at(-1)).toBe("ask#4 s1");
    expect(project.read("prompt-ask")).toMatch(/^You were ended because nothing was heard of you.*Do ask$/s);
  });

  it("is never paid for again once it has said something", async () => {
    const project = projectOf([agent("ask"), gate("sign")]);
    await project.run("w.yaml");
    cutAfter(project, "said");
    const { code, stdout } = await project.run("--continue");
    expect([code, stdout]).toEqual([3, expect.stringContaining("✓ Progress saved (completed: ask)")]);
    expect(project.calls()).toHaveLength(1);
  });
});

describe("a rate limit", () => {
  const refused = (retryAfter: number) =>
    paid(0.1, { sessionId: "s1", error: { kind: "rate_limit", retryAfter, message: "slow down" } });

  it("is waited out, also by the run that continues a killed one; the session goes on", async () => {
    const project = projectOf([agent("ask")]);
    project.write("answer-1", refused(2));
    const killed = project.start("run", "w.yaml");
    await killed.prints("going on at");
    await killed.kill("SIGKILL");
    const { code, stdout } = await project.run("--continue");
    expect([code, stdout]).toEqual([0, expect.stringContaining("going on at")]);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
  });

  it("that an agent had told before a crash is waited out too", async () => {
    const project = projectOf([agent("ask")]);
    project.write("answer-1", refused(1));
    const killed = project.start("run", "w.yaml");
    await killed.prints("going on at");
    await killed.kill("SIGKILL");
    cutAfter(project, "said");
    const { code, stdout } = await project.run("--continue");
    expect([code, stdout]).toEqual([0, expect.stringContaining("going on at")]);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
  });

  it("that is longer than --max-wait, or past the deadline, is exit 6", async () => {
    const project = projectOf([agent("ask"), logging("after")]);
    project.write("answer-1", refused(600));
    const first = await project.run("w.yaml", "--max-wait", "1m");
    expect([first.code, first.stdout]).toEqual([
      6,
      expect.stringContaining("longer than --max-wait allows (rate_limit)"),
    ]);
    const second = await project.run("--continue", "--deadline", "5m");
    expect([second.code, second.stdout]).toEqual([6, expect.stringContaining("past the deadline")]);
    expect(project.calls()).toHaveLength(1);
    expect(project.log()).toEqual([]);
  });
});

describe("an agent that is logged out", () => {
  it("fails at once, says what to do, and then goes on in its session", async () => {
    const project = projectOf([{ ...agent("ask"), retry: { attempts: 3 } }]);
    project.write("answer-1", paid(0.25, { sessionId: "s1", error: { kind: "auth", message: "log in" } }));
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([1, expect.stringContaining("  → Log test in, or give it its key\n")]);
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.calls()).toEqual(["ask#1 -", "ask#2 s1"]);
  });
});

describe("bounds", () => {
  const three = [agent("a"), agent("b"), agent("c")];

  it("hold over all steps: --max-actions, --budget, limits.costPerRun", async () => {
    const project = projectOf(three);
    expect((await project.run("w.yaml", "--max-actions", "1")).code).toBe(0);
    expect(project.calls()).toHaveLength(1);
    const spent = await project.run("--continue", "--budget", "0.2");
    expect([spent.code, spent.stdout]).toEqual([
      6,
      expect.stringContaining("$0.25 spent, of --budget $0.20"),
    ]);
    project.configure({ limits: { costPerRun: 0.5 } });
    const run = await project.run("--continue");
    expect([run.code, run.stdout]).toEqual([6, expect.stringContaining("of limits.costPerRun $0.50")]);
    expect(project.calls()).toEqual(["a#1 -", "b#1 -"]);
    project.configure({});
    expect((await project.run("--continue")).code).toBe(0);
  });

  it("of a day count what all runs of workflow files have spent", async () => {
    const project = projectOf([agent("a")]);
    expect((await project.run("w.yaml")).code).toBe(0);
    project.configure({ limits: { costPerDay: 0.25 } });
    const { code, stdout } = await project.run("w.yaml");
    expect([code, stdout]).toEqual([6, expect.stringContaining("$0.25 spent today, of limits.costPerDay")]);
    expect(stdout).toContain("→ Raise limits.costPerDay in .agentic-sdlc.json, or go on tomorrow");
    expect(project.calls()).toHaveLength(1);
  });

  it("cannot be kept by an agent that reports no cost", async () => {
    const project = projectOf(three);
    project.write("answer", '{"output":"x"}');
    const { code, stdout } = await project.run("w.yaml", "--budget", "1");
    expect([code, stdout]).toEqual([2, expect.stringContaining("reports no cost")]);
    expect(project.calls()).toHaveLength(1);
  });
});
