import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

/** Does what `<name>.<action>` says, if there is such a file; else works. Knows its name, and has a session. */
const agentOf = (name: string) => `#!/bin/sh
cat > /dev/null
echo "${name} $AGENTIC_SDLC_PATH $AGENTIC_SDLC_SESSION_ID" | sed 's/ $//' >> "$CALLS"
echo '{"sessionId":"s-${name}"}' > "$AGENTIC_SDLC_RESULT_FILE"
if [ -e "${name}.$AGENTIC_SDLC_ACTION" ]; then . "./${name}.$AGENTIC_SDLC_ACTION"; fi
echo "${name} did it"
`;

const refuses = (kind: string, retryAfter?: number) => {
  const error = JSON.stringify({ sessionId: "s-1", error: { kind, retryAfter, message: `${kind} now` } });
  return `echo '${error}' > "$AGENTIC_SDLC_RESULT_FILE"; exit 0`;
};

/** Agents `first` and `second`; the second is the fallback of refine, not of research. */
function board(doings: Readonly<Record<string, string>>, firstCommand = "./agent.sh") {
  const cwd = newFolder();
  const agent = (command: string) => ({ type: "command", command: [command] });
  const files = scratchBoard(cwd, [{ slug: "one" }], {
    agent: agentOf("first"),
    config: {
      agents: { first: agent(firstCommand), second: agent("./second.sh") },
      agent: "first",
      actions: { refine: { fallback: "second", model: "only-the-first-knows-it" } },
    },
  });
  writeFileSync(join(cwd, "second.sh"), agentOf("second"));
  chmodSync(join(cwd, "second.sh"), 0o755);
  for (const [file, text] of Object.entries(doings)) writeFileSync(join(cwd, file), text);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  return { cwd, files, cli };
}

const until = ["run", "--auto", "--until", "research"];

describe("a fallback agent", () => {
  it.each(["rate_limit", "overloaded", "auth"])(
    "does the action at once after %s, and only that",
    async (kind) => {
      const { files, cli } = board({ "first.refine": refuses(kind, 3600) });
      const run = await cli(...until);
      expect(run.code).toBe(0);
      expect(run.stdout).toContain("second is asked instead of first");
      expect(run.stdout).toContain('Refining "one"… second, attempt 2\n');
      expect(files.calls()).toEqual([
        "first story[one]/refine#1",
        "second story[one]/refine#2",
        "first story[one]/research#1",
      ]);
      const journal = files.journal("one");
      expect(journal.find((r) => r.type === "failed")).toMatchObject({ turnTo: "second" });
      expect(journal.filter((r) => r.type === "intent").map((r) => r.model)).toEqual([
        "only-the-first-knows-it",
        undefined,
        undefined,
      ]);
    },
  );

  it("does it where the first is not installed", async () => {
    const { files, cli } = board({}, "./nothing.sh");
    expect((await cli("run")).code).toBe(0);
    expect(files.calls()).toEqual(["second story[one]/refine#2"]);
  });

  it("is not asked after other failures", async () => {
    const { files, cli } = board({ "first.refine": `[ $AGENTIC_SDLC_ATTEMPT = 1 ] && exit 3` });
    expect((await cli("run")).code).toBe(0);
    expect(files.calls()).toEqual(["first story[one]/refine#1", "first story[one]/refine#2"]);
  });

  it("goes on where it was killed, and does the action to its end", async () => {
    const { files, cli } = board({
      "first.refine": refuses("rate_limit", 3600),
      "second.refine": `[ $AGENTIC_SDLC_ATTEMPT = 2 ] && { kill -9 $PPID; sleep 30; }`,
    });
    expect((await cli("run")).signal).toBe("SIGKILL");
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls()).toEqual([
      "first story[one]/refine#1",
      "second story[one]/refine#2",
      "second story[one]/refine#3 s-second",
    ]);
  });

  it("that must be waited for, too, is waited for, or the first, whichever is sooner", async () => {
    const both = board({
      "first.refine": refuses("rate_limit", 3600),
      "second.refine": refuses("rate_limit", 900),
    });
    const run = await both.cli("run", "--max-wait", "10m");
    expect(run.code).toBe(6);
    expect(both.files.calls()).toHaveLength(2);
    const [first, second] = both.files.journal("one").filter((r) => r.type === "failed");
    expect(first).not.toHaveProperty("waitUntil");
    expect(Date.parse(`${second?.waitUntil}`) - Date.parse(`${second?.at}`)).toBeLessThanOrEqual(900_000);

    const waited = JSON.parse((await both.cli("show", "one", "--json")).stdout).wait;
    expect(waited).toMatchObject({ kind: "rate_limit", agent: "second" });

    const back = board({
      "first.refine": `[ $AGENTIC_SDLC_ATTEMPT = 1 ] && { ${refuses("overloaded", 1)}; }`,
      "second.refine": refuses("rate_limit", 900),
    });
    const again = await back.cli("run");
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringContaining("first is asked instead of second"),
    ]);
    expect(again.stdout).toContain("First is overloaded; going on at");
    expect(back.files.calls().at(-1)).toBe("first story[one]/refine#3");
  });

  it("that cannot be used either ends the run; the next one begins with the first again", async () => {
    const { cwd, files, cli } = board({ "first.refine": refuses("auth"), "second.refine": refuses("auth") });
    const run = await cli("run");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("→ Log second in, or give it its key");
    writeFileSync(join(cwd, "first.refine"), "");
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls().map((call) => call.split(" ")[0])).toEqual(["first", "second", "first"]);
  });

  it("is foretold by --show-prompt, in the session of its attempt that was stopped", async () => {
    const { cwd, files, cli } = board({
      "first.refine": refuses("rate_limit", 3600),
      "second.refine": "kill -INT $PPID; sleep 5",
    });
    expect((await cli("run")).code).toBe(130);
    expect(files.calls()).toHaveLength(2);
    const shown = JSON.parse((await cli("run", "--continue", "--show-prompt", "--json")).stdout);
    expect([shown.agent, shown.path]).toEqual(["second", "story[one]/refine#3"]);
    expect(shown.prompt).toMatch(/interrupted/i);
    rmSync(join(cwd, "second.refine"));
    expect((await cli("run", "--continue")).code).toBe(0);
    expect(files.calls().at(-1)).toBe("second story[one]/refine#3 s-second");
  });
});
