import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** Says what it spent and in which session, then kills its runner. */
const agent = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH $AGENTIC_SDLC_SESSION_ID" >> "$CALLS"
case $AGENTIC_SDLC_PATH in
*refine#1)
  echo '{"sessionId":"s-9","usage":{"inputTokens":7,"costUsd":0.25}}' > $AGENTIC_SDLC_RESULT_FILE
  kill -9 $PPID; sleep 60 ;;
esac
echo did it
`;

describe("an attempt whose runner was killed", () => {
  it("goes on in the session its result file names, and what it spent there counts", async () => {
    const cwd = newFolder();
    const files = scratchBoard(cwd, [{ slug: "one" }], { agent });
    const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
    expect((await cli("run")).signal).toBe("SIGKILL");
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls()).toEqual(["story[one]/refine#1 ", "story[one]/refine#2 s-9"]);
    const { attempts, allowance } = JSON.parse((await cli("show", "one", "--json")).stdout);
    expect(attempts[0]).toMatchObject({
      outcome: "interrupted",
      usage: { inputTokens: 7, costUsd: 0.25 },
    });
    expect(allowance.costUsd).toBe(0.25);
    expect(JSON.parse((await cli("runs", "--json")).stdout).runs[0].costUsd).toBe(0.25);
  });
});
