import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fakeProgram } from "../../helpers/agents/fakes.ts";
import { until } from "../../helpers/agents/processes.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const planned = { research_complete: true, plan_complete: true };

/** A planned story, the fakes of claude (the agent) and codex, and what each does in an action. */
function board(actions: Readonly<Record<string, object>>, flags: object = planned) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one", keys: { status: "in-progress", ...flags } }], {
    config: {
      agents: { claude: fakeProgram("claude", "answers"), codex: fakeProgram("codex", "edits") },
      agent: "claude",
      actions,
    },
  });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  const config = (scenario: string) => {
    const agents = { claude: fakeProgram("claude", scenario) };
    writeFileSync(join(cwd, ".agentic-sdlc.json"), JSON.stringify({ agents, agent: "claude" }));
  };
  /** A run with claude in a scenario, killed as soon as `then` holds. */
  const killedIn = async (scenario: string, then: () => boolean, ...args: string[]) => {
    config(scenario);
    const runner = spawn(process.execPath, [bin, "run", ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd },
      stdio: "ignore",
    });
    const ended = once(runner, "exit");
    await until(then);
    runner.kill("SIGKILL");
    await ended;
  };
  const lastStart = () => JSON.parse(readFileSync(join(cwd, "start.json"), "utf8"));
  const attempts = async () => JSON.parse((await cli("show", "one", "--json")).stdout).attempts;
  return { cwd, files, cli, config, killedIn, lastStart, attempts };
}

/** Whether the transcript of an attempt holds its answer; while its files come and go, not yet. */
function hasAnswered(cwd: string): boolean {
  try {
    const folder = join(cwd, ".agentic-sdlc");
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const transcript = names.find((name) => name.endsWith("transcript.ndjson"))!;
    return readFileSync(join(folder, transcript), "utf8").includes('\\"type\\":\\"answer\\"');
  } catch {
    return false;
  }
}

describe("the engine with programs that have adapters", () => {
  it("turns from claude, limited, to codex", async () => {
    const { cwd, cli, attempts } = board({
      implement: { fallback: "codex", agent: "claude", env: { FAKE_SCENARIO: "limited" } },
    });
    const run = await cli("run");
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining("codex is asked instead of claude")]);
    expect(readFileSync(join(cwd, "made.txt"), "utf8").trim()).toBe("made");
    expect(await attempts()).toMatchObject([
      { agent: "claude", outcome: "failed", error: { kind: "rate_limit" }, turnTo: "codex" },
      { agent: "codex", outcome: "done" },
    ]);
  });

  it("asks for a verdict by schema, and once more in the session that gave none", async () => {
    const reviewable = { ...planned, implementation_complete: true };
    const { cli, attempts, lastStart } = board(
      { review: { env: { FAKE_SCENARIO: "unstructured" } } },
      reviewable,
    );
    expect((await cli("run", "--max-wait", "1s")).code).toBe(1);
    const made = await attempts();
    expect(made.map(({ retry }: { retry?: string }) => retry)).toEqual([
      "repair",
      undefined,
      "repair",
      undefined,
      "repair",
      undefined,
    ]);
    expect(made[1]).toMatchObject({ resumed: "s-1", error: { kind: "schema" } });
    const { args, prompt } = lastStart();
    expect(args).toEqual(expect.arrayContaining(["--resume", "s-1"]));
    expect(JSON.parse(args[args.indexOf("--json-schema") + 1]).required).toContain("verdict");
    expect(prompt).toContain("Your last answer could not be read");
  });

  it("takes a verdict that follows the schema", async () => {
    const reviewable = { ...planned, implementation_complete: true };
    const { cli, files, attempts } = board({ review: { env: { FAKE_SCENARIO: "structured" } } }, reviewable);
    expect((await cli("run")).code).toBe(0);
    const [review] = await attempts();
    expect(review).toMatchObject({ outcome: "done", verdict: "rejected", issues: [{ severity: "major" }] });
    expect(files.story("one")).toContain("**Rejected.**");
  });

  it("says how to log in, at once", async () => {
    const { cli, attempts } = board({ implement: { env: { FAKE_SCENARIO: "unauthorized" } } });
    const run = await cli("run");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("→ Log claude in, or give it its key");
    expect(await attempts()).toHaveLength(1);
  });

  it("goes on in the session of a runner that was killed, and pays for the first half once", async () => {
    const { files, cli, lastStart, killedIn, config } = board({});
    await killedIn("hangs", () => files.paths("one", "session").length > 0);
    config("resumes");
    const run = await cli("run", "--continue");
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(
      "↪ implement#2 went on in session s-1: cost not reported before, $0.75 after",
    );
    expect(lastStart().args).toEqual(expect.arrayContaining(["--resume", "s-1"]));
    expect(lastStart().prompt).toContain("You were interrupted; the working tree is as you left it.");
    expect((await cli("show", "one")).stdout).toContain("went on in session s-1");
    const [said] = files.journal("one").filter((record) => record.type === "said");
    expect(said).toMatchObject({ usage: { costUsd: 0.75 }, counter: { costUsd: 0.75 } });
  });

  it("goes on in the session in which it was silent for too long, and is told so", async () => {
    const { cli, lastStart, attempts } = board({
      implement: { silence: "1500ms", env: { FAKE_SCENARIO: "stalls" } },
    });
    const run = await cli("run", "--auto", "--until", "implement");
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringContaining("↪ implement#2 went on in session s-1"),
    ]);
    expect(await attempts()).toMatchObject([
      { outcome: "failed", error: { kind: "stalled" }, sessionId: "s-1" },
      { outcome: "done", resumed: "s-1" },
    ]);
    expect(lastStart().prompt).toContain("nothing was heard of you for too long");
  });

  it("takes the answer that was given before its runner was killed, and asks for nothing again", async () => {
    const { cwd, files, cli, killedIn, config } = board({});
    await killedIn("lingers", () => hasAnswered(cwd));
    expect(files.paths("one", "said")).toEqual([]);
    config("fails");
    const run = await cli("run", "--continue");
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringMatching(/implement#1 had given its answer: [\s\S]*Progress saved/),
    ]);
    expect(files.paths("one", "intent")).toEqual(["story[one]/implement#1"]);
    expect(files.paths("one", "done")).toEqual(["story[one]/implement#1"]);
  });

  it("does so in a workflow file's run, too", async () => {
    const { cwd, cli, killedIn, config } = board({});
    writeFileSync(join(cwd, "w.yaml"), "name: w\nsteps:\n  - { id: ask, type: agent, prompt: Say hello }\n");
    await killedIn("lingers", () => hasAnswered(cwd), "w.yaml");
    config("fails");
    const run = await cli("run", "--continue");
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringMatching(/ask had given its answer: [\s\S]*✓ Progress saved \(completed: ask\)/),
    ]);
    expect(readFileSync(join(cwd, "start.json"), "utf8")).toContain("lingers");
  });
});
