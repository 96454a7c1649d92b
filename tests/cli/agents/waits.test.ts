import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { bin, runCli } from "../../helpers/cli.ts";
import { canOpenTerminals, Terminal } from "../../helpers/pty.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { skipUnless } from "../../helpers/skip.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** Refused in its first attempt, with whatever is in the file `refusal`; it has a session. */
const agent = `#!/bin/sh
cat > /dev/null
echo "$AGENTIC_SDLC_PATH $AGENTIC_SDLC_SESSION_ID" >> "$CALLS"
if [ $AGENTIC_SDLC_ATTEMPT = 1 ]; then cat refusal > "$AGENTIC_SDLC_RESULT_FILE"; fi
echo "did it"
`;

function board(error: object, more: object = {}, config: object = {}) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, [{ slug: "one" }], { agent, config });
  writeFileSync(join(cwd, "refusal"), JSON.stringify({ error: { message: "no", ...error }, ...more }));
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { cwd, files, cli };
}

/** A run as a process that is killed as soon as it has printed `text`. */
function killedWhen(text: string, cwd: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    let out = "";
    const child = spawn(process.execPath, [bin, "run"], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, ...env },
    });
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      out += chunk;
      if (out.includes(text)) child.kill("SIGKILL");
    });
    child.on("close", () => resolve(out));
  });
}

describe("a rate limit", () => {
  it("is waited out as long as the agent says, also by the run that continues a killed one", async () => {
    const { cwd, files, cli } = board({ kind: "rate_limit", retryAfter: 3 });
    const out = await killedWhen("going on at", cwd, files.env);
    expect(out).toMatch(/… Rate limited by test; going on at \S+ \(in 0:0[23]\): no/);
    expect(out.match(/going on at/g)).toHaveLength(1);
    const refused = files.journal("one").find((r) => r.type === "failed")!;
    expect((await cli("run", "--continue")).code).toBe(0);
    const again = files.journal("one").filter((r) => r.type === "intent")[1]!;
    expect(Date.parse(`${again.at}`)).toBeGreaterThanOrEqual(Date.parse(`${refused.waitUntil}`));
    expect(files.calls()).toHaveLength(2);
    const { allowance } = JSON.parse((await cli("show", "one", "--json")).stdout);
    expect(allowance.failures).toEqual({});
  });

  it("longer than --max-wait ends the run with exit 6, now and when it is continued, and is asked nothing", async () => {
    const { files, cli } = board({ kind: "overloaded", retryAfter: 3600 });
    const run = await cli("run", "--auto", "--max-wait", "10m");
    expect(run.code).toBe(6);
    expect(run.stdout).toContain("longer than --max-wait allows (overloaded)");
    expect((await cli("run", "--continue", "--max-wait", "10m")).code).toBe(6);
    expect(files.calls()).toHaveLength(1);
  });

  it("in the middle of the work goes on in its session", async () => {
    const { files, cli } = board(
      { kind: "rate_limit", retryAfter: 0 },
      { sessionId: "s-1", usage: { costUsd: 0.31 } },
    );
    const run = await cli("run");
    expect(run.code).toBe(0);
    expect(files.calls()).toEqual(["story[one]/refine#1 ", "story[one]/refine#2 s-1"]);
    expect(run.stdout).toContain("↪ refine#2 went on in session s-1: $0.31 before, cost not reported after");
  });

  it("says nothing about whether the agent reports its cost", async () => {
    const { cli } = board({ kind: "rate_limit", retryAfter: 3600 });
    expect((await cli("run", "--budget", "5", "--max-wait", "1m")).code).toBe(6);
  });
});

describe("what only a person can mend", () => {
  it.each([
    ["auth", "Log test in, or give it its key"],
    ["not_installed", "Install what test needs, or name another agent in .agentic-sdlc.json"],
    ["bad_request", "Correct the model, arguments or environment of test in .agentic-sdlc.json"],
  ])("fails at once, with the fix: %s", async (kind, fix) => {
    const { files, cli } = board({ kind });
    const run = await cli("run", "--auto");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(`  → ${fix}\nContinue: agentic-sdlc run --continue`);
    expect(files.calls()).toHaveLength(1);
    expect((await cli("run", "--continue", "--until", "refine")).code).toBe(0);
  });

  it("is a program that is not there, too", async () => {
    const agents = { agents: { test: { type: "command", command: ["./nothing.sh"] } } };
    const { files, cli } = board({}, {}, agents);
    const run = await cli("run", "--auto");
    expect([run.code, files.paths("one", "intent")]).toEqual([1, ["story[one]/refine#1"]]);
    expect(run.stdout).toContain("→ Install what test needs");
  });
});

describe("on a terminal", () => {
  skipUnless(canOpenTerminals(), "countdowns: no pseudo-terminal")("counts down", async () => {
    const { cwd, files } = board({ kind: "rate_limit", retryAfter: 75 });
    const terminal = new Terminal(`"${process.execPath}" "${bin}" run`, { cwd, env: files.env });
    await terminal.prints(/rate limited by test; going on at \S+ \(in 1:1[34]\)/);
    await terminal.prints(/rate limited by test; going on at \S+ \(in 1:1[12]\)/);
    terminal.press("\x03");
    expect(await terminal.ended).toBe(130);
  });
});
