import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { programTypes } from "../../../src/domain/agent/types.ts";
import { pathOf, putFake, putOnPath } from "../../helpers/agents/on-path.ts";
import { bin, runCli } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function place(config?: object) {
  const cwd = newFolder();
  if (config) scratchBoard(cwd, [], { config: { agent: undefined, agents: {}, ...config } });
  const env = { PATH: pathOf(cwd), AGENTIC_SDLC_AGENT: "" };
  return { cwd, env, cli: (...args: string[]) => runCli(args, { cwd, env }) };
}

describe("agents", () => {
  it("says how to get one where there is none, without a board too", async () => {
    const { cli } = place();
    const { code, stdout } = await cli("agents");
    expect(code).toBe(0);
    for (const type of programTypes)
      expect(stdout).toMatch(new RegExp(`^ +${type} +npm install -g \\S+ +Type ${type}`, "m"));
    expect(stdout).toMatch(/^ {2}refine, research, plan, implement, review {2}nobody/m);
    expect(stdout).not.toContain("agents test");
  });

  it("tells what is found, configured and used, and what each can do", async () => {
    const { cwd, cli } = place({
      agents: {
        cheap: { type: "claude", model: "haiku", args: ["--verbose"], env: { SOME_KEY: "hunter2hunter2" } },
        gone: { type: "command", command: ["./gone.sh"] },
      },
      actions: { review: { agent: "codex", model: "gpt-5", fallback: "cheap" } },
    });
    putFake(cwd, "claude", "2.1.330 (Claude Code)");
    putFake(cwd, "codex", "codex-cli 0.169.0");
    const { code, stdout } = await cli("agents");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /✓ +cheap +2\.1\.330 +claude, model haiku, --verbose, sets SOME_KEY, \S+\/bin\/claude$/m,
    );
    expect(stdout).toMatch(
      /✗ +gone +command: \.\/gone\.sh\n +\S+gone\.sh does not exist\n +→ .*agents\.gone\.command/m,
    );
    expect(stdout).toMatch(/✓ +codex +0\.169\.0 +\S+\/bin\/codex$/m);
    expect(stdout).toContain("  not installed: gemini, opencode, pi\n");
    expect(stdout).not.toContain("hunter2");
    expect(stdout).toMatch(/refine, research, plan +claude +read$/m);
    expect(stdout).toMatch(/implement +claude +write$/m);
    expect(stdout).toMatch(/review +codex gpt-5 +read +else cheap$/m);
    expect(stdout).toMatch(/^ {2}codex +yes +native +tokens +no +held +workspace$/m);
    expect(stdout).not.toMatch(/^ {2}gone +own/m);
  });

  it("is JSON", async () => {
    const { cwd, cli } = place({ agent: "gemini" });
    putOnPath(cwd, "gemini", "echo broken >&2; exit 1");
    const report = JSON.parse((await cli("agents", "--json")).stdout);
    expect(report.agents.find(({ name }: { name: string }) => name === "gemini")).toEqual({
      ...{ name: "gemini", type: "gemini", configured: false, found: true, file: join(cwd, "bin/gemini") },
      ...{ version: null, model: null, problem: "no version: exit code 1, broken" },
      abilities: expect.objectContaining({ write: "workspace, no shell" }),
    });
    expect(report.actions[0]).toEqual({
      action: "refine",
      agent: "gemini",
      model: null,
      access: "read",
      fallback: null,
    });
  });

  it("refuses wrong settings, as every command does", async () => {
    const { cli } = place({ agents: { x: { type: "cloude" } } });
    expect((await cli("agents")).code).toBe(2);
  });

  skipUnless(canOpenTerminals(), "progress of `agents`: no terminals here")(
    "says on a terminal whom it waits for, and takes that back",
    async () => {
      const { cwd, env } = place({});
      putFake(cwd, "claude", "2.1.330");
      putOnPath(cwd, "gemini", `while [ ! -e "${cwd}/go" ]; do /bin/sleep 0.05; done; echo 0.61.0`);
      const terminal = new Terminal(`PATH="${env.PATH}" ${process.execPath} ${bin} agents --no-color`, {
        cwd,
        env: {},
      });
      await terminal.prints(/Asking for versions: gemini(?!,)/);
      writeFileSync(join(cwd, "go"), "");
      expect(await terminal.ended).toBe(0);
      expect(terminal.output.split("\r\u001b[K").at(-1)).toMatch(/^Agents\r\n/);
      expect(terminal.output).toMatch(/gemini +0\.61\.0/);
    },
  );
});
