import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

const agent = `#!/bin/sh
cat > "$TOLD/$AGENTIC_SDLC_ACTION-$AGENTIC_SDLC_ATTEMPT"
echo "did it"
`;

/** What fails stands first, and thousands of lines follow. */
const check = `i=0; echo "✗ adds two numbers"; echo "  sum.ts:7 is off by one"; while [ $i -lt 2000 ]; do i=$((i+1)); echo "ok $i - works"; done; exit 1`;

describe("a check that failed", () => {
  it("is kept whole, printed on request, and what failed is told to the next attempt", async () => {
    const cwd = newFolder();
    const told = newFolder();
    const keys = { status: "ready", research_complete: true, plan_complete: true };
    scratchBoard(cwd, [{ slug: "one", keys }], {
      agent,
      config: { checks: [check], limits: { failures: 2 } },
    });
    const cli = (...args: string[]) => runCli(args, { cwd, env: { TOLD: told } });
    expect((await cli("run", "--auto")).code).toBe(1);
    const { stdout } = await cli("logs", "one", "implement#1", "--checks");
    expect(stdout).toContain("✗ adds two numbers\n  sum.ts:7 is off by one\nok 1 - works\n");
    expect(stdout).toContain("ok 1000 - works\n");
    expect(stdout).toMatch(/ok 2000 - works\n✗ exit 1 · /);
    const [line] = (await cli("logs", "one", "implement#1", "--checks", "--json")).stdout.split("\n");
    expect(JSON.parse(line!)).toMatchObject({ path: "story[one]/implement#1", exitCode: 1 });
    const second = readFileSync(join(told, "implement-2"), "utf8");
    expect(second).toContain("✗ adds two numbers\n  sum.ts:7 is off by one\n");
    expect(second).not.toContain("ok 1000 - works");
    expect((await cli("show", "one", "--json")).stdout).not.toContain("ok 1000 - works");
  });
});
