import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();
const reviewed = { research_complete: true, plan_complete: true, implementation_complete: true };

/** An agent with a session, which answers with what the file `answers` says for its attempt, and costs 10 cents. */
const agent = `#!/bin/sh
n=$AGENTIC_SDLC_ATTEMPT
cat > "prompt-$n"
echo "$AGENTIC_SDLC_PATH $AGENTIC_SDLC_SESSION_ID" >> "$CALLS"
echo '{"sessionId":"s-1","usage":{"costUsd":0.1}}' > "$AGENTIC_SDLC_RESULT_FILE"
. ./answers
`;

/** A story that is to be reviewed; \`answers\` is shell: what the agent does in attempt \`$n\`. */
function board(answers: string, config: object = {}) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one", keys: { status: "in-progress", ...reviewed } }], {
    agent,
    config,
  });
  writeFileSync(join(cwd, "answers"), answers);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  const prompt = (n: number) => readFileSync(join(cwd, `prompt-${n}`), "utf8");
  return { cwd, files, cli, prompt };
}

const failures = (files: ReturnType<typeof scratchBoard>) =>
  files.journal("one").filter((record) => record.type === "failed");

describe("an answer that cannot be read", () => {
  it("is asked for once more in its session, with what was wrong, and is paid for like any", async () => {
    const { cli, files, prompt } = board(`[ $n = 1 ] && echo "Fine, I think." || echo "VERDICT: approved"`);
    const run = await cli("run", "--auto");
    expect([run.code, files.status("one")]).toEqual([0, "done"]);
    expect(run.stdout).toContain("its answer is asked for once more, in its session");
    expect(files.calls()).toEqual(["story[one]/review#1 ", "story[one]/review#2 s-1"]);
    expect(prompt(2)).toContain("Your last answer could not be read");
    expect(prompt(2)).toContain("it gives no verdict at its end");
    expect(prompt(2)).not.toContain("You were interrupted");
    const { allowance } = JSON.parse((await cli("show", "one", "--json")).stdout);
    expect(allowance).toMatchObject({ calls: 2, costUsd: 0.2, failures: {} });
  });

  it("is a failed attempt when it cannot be read the second time, and then starts anew", async () => {
    const { cli, files, prompt } = board(`[ $n -le 2 ] && echo "Fine." || echo "VERDICT: approved"`);
    expect((await cli("run", "--auto")).code).toBe(0);
    expect(files.calls().map((call) => call.split(" ")[1])).toEqual(["", "s-1", ""]);
    expect(failures(files).map((f) => f.retry)).toEqual(["repair", undefined]);
    expect(prompt(3)).toContain("You review the implementation");
    expect(prompt(3)).toContain("review#2: failed");
  });

  it("counts once against the bound on failures, both times against the one on calls", async () => {
    const { cli, files } = board(`echo "Fine."`, { limits: { failures: 2 } });
    expect((await cli("run", "--auto")).code).toBe(1);
    expect(files.calls()).toHaveLength(4);
    expect(files.story("one")).toMatch(/blocked_reason:.*review failed 2 times/);
  });

  it("is not forgotten by a crash, nor asked for twice", async () => {
    const { cli, files, prompt } = board(
      `if [ $n = 2 ]; then kill -9 $PPID; sleep 30; fi; [ $n = 4 ] && echo "VERDICT: approved" || echo "Fine."`,
    );
    expect((await cli("run", "--auto")).signal).toBe("SIGKILL");
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls().map((call) => call.split(" ")[1])).toEqual(["", "s-1", "s-1", ""]);
    expect(prompt(3)).toContain("Your last answer could not be read");
    expect(failures(files).map((f) => f.retry)).toEqual(["repair", undefined]);
  });

  it("is mended under --fresh, too, which gives up only what an earlier run left", async () => {
    const { cli, files } = board(
      `if [ $n = 1 ]; then kill -9 $PPID; sleep 30; fi; [ $n -le 3 ] && echo "Fine." || echo "VERDICT: approved"`,
    );
    expect((await cli("run", "--auto")).signal).toBe("SIGKILL");
    expect((await cli("run", "--auto", "--fresh")).code).toBe(0);
    expect(files.calls().map((call) => call.split(" ")[1])).toEqual(["", "", "s-1", ""]);
    expect(failures(files).map((f) => f.retry)).toEqual(["repair", undefined]);
  });

  it("is foretold by --show-prompt, also where that turn was killed", async () => {
    const { cli } = board(`[ $n = 2 ] && { kill -9 $PPID; sleep 30; }; echo "Fine."`);
    await cli("run", "--auto");
    expect((await cli("run", "--continue", "--show-prompt")).stdout).toContain(
      "Your last answer could not be read",
    );
  });

  it("fails at once where the agent has no session to be asked in", async () => {
    const { cli, files } = board(
      `rm "$AGENTIC_SDLC_RESULT_FILE"; [ $n = 1 ] && echo "Fine." || echo "VERDICT: approved"`,
    );
    expect((await cli("run", "--auto")).code).toBe(0);
    expect(files.calls()).toEqual(["story[one]/review#1 ", "story[one]/review#2 "]);
    expect(failures(files)[0]).not.toHaveProperty("retry");
  });
});

describe("a session that is unknown", () => {
  const missing = `echo '{"error":{"kind":"session_missing","message":"no such session"}}' > "$AGENTIC_SDLC_RESULT_FILE"`;

  it("starts afresh with what the last attempt did, and is no failure", async () => {
    const { cli, files, prompt } = board(
      `case $n in
1) echo "I looked at src/theme.ts"
   until grep -q theme "$(dirname "$AGENTIC_SDLC_RESULT_FILE")/transcript.ndjson"; do sleep 0.02; done
   kill -9 $PPID; sleep 30 ;;
2) ${missing} ;;
3) echo "VERDICT: approved" ;;
esac`,
      { limits: { failures: 1 } },
    );
    expect((await cli("run", "--auto")).signal).toBe("SIGKILL");
    const run = await cli("run", "--continue");
    expect([run.code, files.status("one")]).toEqual([0, "done"]);
    expect(run.stdout).toContain("its session is unknown: it starts anew");
    expect(files.calls().map((call) => call.split(" ")[1])).toEqual(["", "s-1", ""]);
    expect(prompt(3)).toContain("You review the implementation");
    expect(prompt(3)).toContain("review#1: interrupted");
    expect(prompt(3)).toContain("I looked at src/theme.ts");
  });

  it("does not go on for ever with an agent that always says so", async () => {
    const { cwd, cli, files } = board(missing, { limits: { failures: 2 } });
    expect((await cli("run", "--auto")).code).toBe(1);
    expect(files.calls()).toHaveLength(2);
    expect(existsSync(join(cwd, "prompt-3"))).toBe(false);
  });
});
