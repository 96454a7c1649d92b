import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { fakeProgram } from "../../helpers/agents/fakes.ts";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** A planned story; claude tells what it costs, codex tokens alone. */
function board(config: object, price?: { inputPerMTok: number; outputPerMTok: number }) {
  const cwd = newFolder();
  const keys = { status: "in-progress", research_complete: true, plan_complete: true };
  const files = scratchBoard(cwd, [{ slug: "one", keys }], {
    config: {
      agents: { claude: fakeProgram("claude", "usage"), codex: fakeProgram("codex", "usage", { price }) },
      ...config,
    },
  });
  return {
    cli: (...args: string[]) => runCli(["run", ...args], { cwd, env: files.env }),
    attempts: () => files.journal("one").flatMap((r) => (r.type === "intent" ? [r.agent] : [])),
    wasAsked: () => existsSync(join(cwd, "start.json")),
  };
}

describe("--budget with an agent that reports no cost", () => {
  it("is refused before anything is paid for, whichever action is its", async () => {
    for (const config of [{ agent: "codex" }, { agent: "claude", actions: { review: { agent: "codex" } } }]) {
      const { cli, wasAsked } = board(config);
      const run = await cli("--auto", "--budget", "1");
      expect([run.code, wasAsked()]).toEqual([2, false]);
      expect(run.stderr).toContain("agent codex reports no cost: --budget cannot be kept");
      expect(run.stderr).toContain("agents.codex a price");
    }
  });

  it("stops a run that may not come to it when it does, and not before", async () => {
    const { cli, attempts } = board({ agent: "claude", actions: { review: { agent: "codex" } } });
    expect((await cli("--budget", "1")).code).toBe(0);
    const run = await cli("--budget", "1");
    expect([run.code, attempts()]).toEqual([2, ["claude"]]);
    expect(run.stdout).toContain("agent codex reports no cost and has no price: --budget cannot be kept");
  });

  it("is refused to a fallback, too", async () => {
    const limited = { env: { FAKE_SCENARIO: "limited" }, agent: "claude", fallback: "codex" };
    const { cli, attempts } = board({ agent: "claude", actions: { implement: limited } });
    expect((await cli("--budget", "1")).code).toBe(2);
    expect(attempts()).toEqual(["claude"]);
  });

  it("is kept where config has a price", async () => {
    const { cli, attempts } = board({ agent: "codex" }, { inputPerMTok: 1, outputPerMTok: 1 });
    expect((await cli("--auto", "--budget", "1", "--until", "implement")).code).toBe(0);
    expect(attempts()).toEqual(["codex"]);
  });
});
