import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** Commits its work, as it must not; is rejected once; and keeps what its reviewer is told. */
const agent = `#!/bin/sh
if [ "$AGENTIC_SDLC_ACTION" = review ]; then cat > "$TOLD/prompt-$AGENTIC_SDLC_ATTEMPT"; else cat > /dev/null; fi
n=$AGENTIC_SDLC_ATTEMPT
verdict=approved
case $AGENTIC_SDLC_ACTION in
  implement) echo "work $n" >> done.txt; git add done.txt; git commit -qm "work $n";;
  review) [ "$n" = 1 ] && verdict=rejected;;
esac
echo "did it
VERDICT: $verdict"
`;

describe("a reviewer that may only read", () => {
  it("is shown all that was done since before the first attempt, whatever was committed, and not what was there", async () => {
    const cwd = newFolder();
    scratchBoard(cwd, [{ slug: "one" }], { agent });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@e", ...args], { cwd });
    git("init", "-q");
    git("config", "user.name", "t");
    git("config", "user.email", "t@e");
    git("add", "-A");
    git("commit", "-qm", "before");
    writeFileSync(join(cwd, "mine.txt"), "of somebody else\n");
    const told = newFolder();
    const cli = (...args: string[]) => runCli(args, { cwd, env: { TOLD: told } });
    expect((await cli("run", "--auto", "--until", "implement")).code).toBe(0);
    const foreseen = await cli("run", "--continue", "--show-prompt");
    expect(foreseen.stdout).toContain("+work 1");
    await cli("run", "--continue");
    const first = readFileSync(join(told, "prompt-1"), "utf8");
    expect(first).toContain("done.txt +1 −0\n");
    expect(first).toContain("+work 1");
    expect(first).not.toContain("of somebody else");
    const second = readFileSync(join(told, "prompt-2"), "utf8");
    expect(second).toContain("+work 1\n+work 2");
    expect(second).toContain("review#1: rejected");
    const whole = /All of it is in the file (.*), which/.exec(second)![1]!;
    expect(readFileSync(whole, "utf8")).toContain("+work 2");
  });
});
