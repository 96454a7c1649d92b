import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { setups } from "../../../src/domain/agent/types.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";
import { isAlive, until } from "../../helpers/agents/processes.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const acp = fileURLToPath(new URL("../../helpers/agents/fakes/acp.mjs", import.meta.url));

/** A project whose agents are these; `$CALLS` and TMPDIR are its own. */
function project(agents: object, more: object = {}, agent = "") {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }], {
    agent,
    config: { agents, agent: Object.keys(agents)[0], ...more },
  });
  const tmp = join(cwd, "tmp");
  mkdirSync(tmp);
  const env = { ...files.env, TMPDIR: tmp };
  const before = readdirSync(cwd);
  return {
    cwd,
    files,
    env,
    tmp,
    before,
    cli: (...args: string[]) => runCli(["agents", "test", ...args], { cwd, env }),
  };
}

describe("agents test", () => {
  it("says so where there is no room for what it needs", async () => {
    const { cwd, env } = project({ mine: { type: "command", command: ["./agent.sh"] } });
    const none = { ...env, TMPDIR: join(cwd, "none") };
    const { code, stderr } = await runCli(["agents", "test"], { cwd, env: none });
    expect([code, stderr]).toEqual([
      7,
      expect.stringContaining("folder for temporary files in TMPDIR, then"),
    ]);
  });

  it("asks each agent that an action uses, as the action does", async () => {
    const claude = fakeProgram("claude", "usage");
    const { cwd, tmp, before, files, cli } = project(
      { claude, spare: fakeProgram("codex", "answers"), unused: fakeProgram("pi", "unauthorized") },
      { actions: { review: { agent: "claude", model: "opus", fallback: "spare" } } },
    );
    const { code, stdout } = await cli();
    expect(stdout).toMatch(/^✓ claude \(refine, research, plan, implement\) · 0 s · \$0\.25 · session s-1$/m);
    expect(stdout).toMatch(/^✓ claude opus \(review\) · /m);
    expect(stdout).toMatch(/^✓ spare \(review\) · .*cost not reported/m);
    expect(stdout.trim().split("\n")).toHaveLength(3);
    expect(code).toBe(0);
    expect([readdirSync(tmp), readdirSync(cwd)]).toEqual([[], before]);
    expect(files.journal("one")).toEqual([]);
  });

  it.each([
    ["claude", "unauthorized", "auth", setups.claude.login],
    ["codex", "unauthorized", "auth", setups.codex.login],
    ["gemini", "unauthorized", "auth", setups.gemini.login],
    ["opencode", "unauthorized", "auth", setups.opencode.login],
    ["pi", "unauthorized", "auth", setups.pi.login],
    ["codex", "limited", "rate_limit", "name a fallback"],
    ["pi", "overloaded", "overloaded", "name a fallback"],
    ["claude", "fails", "crash", "Try it by hand: "],
  ] as const)("says of %s, %s: %s", async (type, scenario, kind, fix) => {
    const { cli } = project({ it: fakeProgram(type, scenario) });
    const { code, stdout } = await cli("it");
    expect([code, stdout]).toEqual([1, expect.stringMatching(new RegExp(`^✗ it: ${kind}: `))]);
    expect(stdout).toContain(`  → `);
    expect(stdout).toContain(fix);
  });

  it("says what is not installed, what flag is wrong, and what says nothing", async () => {
    const { cli } = project(
      {
        mute: { type: "command", command: ["./agent.sh"] },
        gone: { type: "pi" },
        flags: fakeProgram("claude", "answers", { args: ["--no-such-flag"] }),
        login: { type: "acp", command: [acp], env: { FAKE_SCENARIO: "unauthorized" } },
      },
      {},
      "#!/bin/sh\ncat >/dev/null\n",
    );
    expect((await cli("mute")).stdout).toMatch(
      /✗ mute: schema: it ended well, but said nothing\n {2}→ Have it write/,
    );
    expect((await cli("gone")).stdout).toMatch(
      /✗ gone: not_installed: pi is .*\n {2}→ npm install -g \S+pi-coding-agent/,
    );
    expect((await cli("flags")).stdout).toMatch(
      /✗ flags: bad_request: .*--no-such-flag.*\n {2}→ Correct the model, arg/,
    );
    expect((await cli("login")).stdout).toMatch(/✗ login: auth: .*\n {2}→ Log login in/);
    const wrong = await cli("mut");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("Did you mean mute?")]);
  });

  it("gives a command agent what an attempt gives it, in an empty folder, to read", async () => {
    const script =
      '#!/bin/sh\ncat "$AGENTIC_SDLC_STORY_FILE" -\n(echo "$AGENTIC_SDLC_ACTION"; pwd; ls -A) >> "$CALLS"\n';
    const { files, tmp, cli } = project({ mine: { type: "command", command: ["./agent.sh"] } }, {}, script);
    expect((await cli()).stdout).toMatch(/^✓ mine \(refine, research, plan, implement, review\) · /);
    expect(files.calls()).toEqual(["test", expect.stringContaining(tmp)]);
  });

  it("asks nothing of a cassette, and puts nothing on one", async () => {
    const { cwd, cli } = project({
      taped: { type: "replay", cassette: "none.json" },
      taping: { type: "record", agent: "claude", cassette: "new.json" },
      claude: fakeProgram("claude", "answers"),
    });
    expect((await cli("taped")).stdout).toMatch(
      /✗ taped: not_installed: its cassette none\.json is not there/,
    );
    expect((await cli("taping")).code).toBe(0);
    expect(existsSync(join(cwd, "new.json"))).toBe(false);
  });

  it("is JSON", async () => {
    const { cli } = project({ it: fakeProgram("gemini", "unauthorized") });
    const { code, stdout } = await cli("it", "--json");
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      {
        schemaVersion: 1,
        tested: [
          {
            ...{ agent: "it", type: "gemini", model: null, actions: [], ok: false, version: null },
            ...{
              durationMs: expect.any(Number),
              usage: expect.objectContaining({ costUsd: null }),
              sessionId: "s-1",
            },
            ...{ error: { kind: "auth", message: expect.any(String) }, fix: setups.gemini.login },
          },
        ],
      },
    ]);
  });

  it("is refused inside an attempt", async () => {
    const { cwd, env } = project({ it: fakeProgram("claude", "answers") });
    const { code, stderr } = await runCli(["agents", "test"], {
      cwd,
      env: { ...env, AGENTIC_SDLC_TOKEN: "t" },
    });
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("An agent may not call `agentic-sdlc agents test`"),
    ]);
  });

  it("ends all on Ctrl+C, and leaves nothing", async () => {
    const script = '#!/bin/sh\necho $$ > "$CALLS"\nsleep 300 & wait\n';
    const { cwd, env, tmp, files } = project(
      { mine: { type: "command", command: ["./agent.sh"] } },
      {},
      script,
    );
    const child = spawn(process.execPath, [bin, "agents", "test"], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, ...env },
      stdio: "ignore",
    });
    const exit = once(child, "exit");
    const pid = Number(
      await until(() => existsSync(files.env.CALLS!) && readFileSync(files.env.CALLS!, "utf8").trim()),
    );
    child.kill("SIGINT");
    expect(await exit).toEqual([130, null]);
    expect(isAlive(pid)).toBe(false);
    expect(readdirSync(tmp)).toEqual([]);
  });
});
