import { execFileSync, spawnSync } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../helpers/cli.ts";
import { scratchBoard } from "../helpers/scratch-board.ts";
import { tempDirs } from "../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** A board whose agent does `sh` during one action. */
function board(action: string, sh: string, { git = true, config = {} } = {}) {
  const cwd = newFolder();
  const agent = `#!/bin/sh
cat > /dev/null
if [ "$AGENTIC_SDLC_ACTION" = ${action} ]; then
${sh}
fi
echo "did $AGENTIC_SDLC_ACTION"
if [ "$AGENTIC_SDLC_ACTION" = review ]; then echo "VERDICT: approved"; fi
`;
  const files = scratchBoard(cwd, [{ slug: "one" }], { agent, config });
  if (git) execFileSync("git", ["init", "-q"], { cwd });
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { files, cli };
}

describe("secrets", () => {
  const result = `{"output":"o $A_TOKEN","sessionId":"$A_TOKEN","verdict":"rejected","issues":
    [{"severity":"s $A_TOKEN","description":"d $A_TOKEN","file":"f $OWN_KEY","line":1,"suggestion":"$A_TOKEN"}]}`;
  const say = `echo "$A_TOKEN $OWN_KEY"; echo "$A_TOKEN $OWN_KEY" >&2; cat > $AGENTIC_SDLC_RESULT_FILE <<END
${result}
END
`;

  it("of the environment and of an agent's own are masked wherever an agent's words go", async () => {
    const agents = {
      test: { type: "command", command: ["./agent.sh"], env: { OWN_KEY: "own-secret-value" } },
    };
    const { files, cli } = board("review", say, { config: { agents, agent: "test" } });
    files.env.A_TOKEN = "token-secret-value";
    const { stdout } = await cli("run", "--auto", "--max-actions", "5", "--json");
    expect(stdout).toContain('"type":"saved"');
    // Its own file, too: read, and then masked.
    const found = spawnSync("grep", ["-rlE", "(token|own)-secret-value", ".agentic-sdlc"], {
      cwd: files.dir,
    });
    expect(found.stdout.toString()).toBe("");
    expect(stdout).not.toMatch(/(token|own)-secret-value/);
  });
});

describe("protected files", () => {
  // Right as a workflow, too: a wrong one stops every command.
  const quick =
    "{ name: quick, steps: [{ id: implement, type: action, access: write, sets: x_complete, ends: done }] }";
  const cases = [
    ["implement", ".github/workflows/ci.yml"],
    ["implement", ".agentic-sdlc/workflows/quick.yaml"],
    ["implement", ".agentic-sdlc/prompts/review.md"],
    ["plan", ".agentic-sdlc/prompts/implement.md"],
    ["refine", ".github/workflows/ci.yml"],
  ];

  it.each(cases)("hold a story whose %s changed %s until a person approves", async (action, file) => {
    const { files, cli } = board(action!, `mkdir -p $(dirname ${file}); echo "${quick}" > ${file}`);
    const held = await cli("run", "--auto");
    expect(held.code).toBe(3);
    expect(held.stdout).toContain(`${action}#1 changed protected files: ${file}`);
    expect(files.paths("one", "accepted").at(-1)).toBe(`story[one]/${action}#1`);
    expect((await cli("approve", "one")).code).toBe(0);
  });

  it("are our own outside git, too", async () => {
    const { cli } = board("implement", "echo '# x' > .agentic-sdlc/prompts.md; mkdir .agentic-sdlc/prompts", {
      git: false,
    });
    expect((await cli("run", "--auto")).code).toBe(0);
    const changed = board("implement", "sed -i.old 's/{/{ /' .agentic-sdlc.json", { git: false });
    const held = await changed.cli("run", "--auto");
    expect([held.code, held.stdout]).toEqual([
      3,
      expect.stringContaining("protected files: .agentic-sdlc.json"),
    ]);
  });
});
