import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { programTypes } from "../../../src/domain/agent/types.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const keys = { status: "in-progress", research_complete: true, plan_complete: true };
const acp = {
  type: "acp",
  command: [fileURLToPath(new URL("../../helpers/agents/fakes/acp.mjs", import.meta.url))],
};

/** A planned story, and one agent: a program that behaves like the real one. */
function board(agent: object, more: object = {}) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one", keys }], {
    config: { agents: { it: agent }, agent: "it", ...more },
  });
  return { cwd, files, cli: (...args: string[]) => runCli(args, { cwd, env: files.env }) };
}

const textOf = (stdout: string) => stdout.replace(/^\d\d:\d\d:\d\d {2}/gm, "");

describe("logs of agents with a protocol", () => {
  it.each([
    ...programTypes.map((type) => [type, fakeProgram(type, "edits")] as const),
    ["acp", { ...acp, env: { FAKE_SCENARIO: "edits" } }] as const,
  ])("of %s reads as text, tools and edits, and nothing of the protocol", async (_, agent) => {
    const { cli } = board(agent);
    expect((await cli("run")).code).toBe(0);
    const { stdout } = await cli("logs", "one");
    expect(stdout).toMatch(/^one implement#1 · it · \d\d:\d\d\n/);
    expect(textOf(stdout)).toMatch(/^[✎▸] .*made\.txt$/m);
    expect(textOf(stdout)).toMatch(/^hello$/m);
    expect(stdout).toMatch(/\n✓ done · \d:\d\d.*\n$/);
    expect(stdout).not.toContain("{");
    const raw = (await cli("logs", "one", "--raw")).stdout.trim().split("\n");
    expect(raw.filter((line) => line.startsWith("{")).length).toBeGreaterThan(1);
    expect(raw.some((line) => line.includes('"pid"'))).toBe(false);
  });

  it("tells what it cost and used", async () => {
    const { cli } = board(fakeProgram("claude", "usage"));
    await cli("run");
    const { stdout } = await cli("logs", "one", "implement");
    expect(stdout).toContain("· so far $0.25, 1,000 tokens in, 50 out");
    expect(stdout).toMatch(/✓ done · \d:\d\d · \$0\.25, 1,000 tokens in, 50 out/);
    expect(stdout.match(/so far/g)).toHaveLength(1);
  });

  it("tells what went wrong", async () => {
    const { cli } = board(fakeProgram("claude", "unauthorized"));
    await cli("run");
    const { stdout } = await cli("logs", "one");
    expect(textOf(stdout)).toMatch(/^⚠ the service says authentication_failed \(401\)/m);
    expect(stdout).toMatch(/✗ failed · .*auth: agent it: authentication_failed/);
  });

  it("follows a program that works, and ends when its runner is killed", async () => {
    const { cwd, files } = board(fakeProgram("claude", "talks"));
    const env = { PATH: process.env.PATH, HOME: cwd };
    const runner = spawn(process.execPath, [bin, "run"], { cwd, env, stdio: "ignore" });
    const gone = once(runner, "exit");
    while (files.paths("one", "session").length === 0) await delay(20);
    const follower = spawn(process.execPath, [bin, "logs", "one", "-f"], { cwd, env });
    let seen = "";
    follower.stdout.setEncoding("utf8").on("data", (text) => {
      seen += text;
    });
    const closed = once(follower, "close");
    while ((seen.match(/ {2}more$/gm) ?? []).length < 30) await delay(20);
    runner.kill("SIGKILL");
    await gone;
    expect(await closed).toEqual([0, null]);
    expect(seen).toMatch(/^· killed$/m);
  });
});

describe("logs of a workflow file's run", () => {
  const flow = (prompt: string) =>
    `name: notes\nsteps:\n  - { id: read, type: script, run: "echo hi" }\n  - { id: write, type: agent, agent: it, prompt: ${prompt} }\n`;

  it("shows the agent of a step", async () => {
    const { cwd, cli } = board(fakeProgram("claude", "usage"));
    writeFileSync(join(cwd, "notes.yaml"), flow("Write"));
    expect((await cli("run", "notes.yaml")).code).toBe(0);
    const runId = JSON.parse((await cli("runs", "--json")).stdout).runs[0].runId;
    for (const asked of [[], ["write"], ["write#1"]]) {
      const { code, stdout } = await cli("logs", runId, ...asked);
      expect([code, textOf(stdout)]).toEqual([
        0,
        expect.stringMatching(/^write#1 · it · [\s\S]*^hello$[\s\S]*^✓ done · /m),
      ]);
    }
    const line = (await cli("logs", runId, "--json")).stdout.split("\n")[0]!;
    expect(JSON.parse(line)).toMatchObject({ path: "write#1", stream: "event" });
    const wrong = await cli("logs", runId, "wrote");
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining(`agentic-sdlc logs ${runId} write#1`),
    ]);
  });

  it("says where else to look, of a run of the board", async () => {
    const { cli } = board(fakeProgram("claude", "usage"));
    await cli("run");
    const runId = JSON.parse((await cli("runs", "--json")).stdout).runs[0].runId;
    const { code, stderr } = await cli("logs", runId);
    expect([code, stderr]).toEqual([2, expect.stringContaining("→ agentic-sdlc logs one implement#1")]);
  });
});
