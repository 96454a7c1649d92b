import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { commandAgent } from "../../../../src/adapters/agents/command/agent.ts";
import { readTranscript, transcriptFile } from "../../../../src/adapters/agents/transcript/lines.ts";
import { agentContract } from "../../../contracts/agent.contract.ts";
import { tempDirOfEach, textOf } from "../../../helpers/agents/processes.ts";
import { fakeAgent, performed, requestIn } from "../../../helpers/agents/request.ts";

agentContract(
  "command",
  ["answers", "deaf", "session", "hangs", "talks", "fails", "garbage", "stubborn", "leaves"],
  (behaviour) => fakeAgent(behaviour),
);

const temp = tempDirOfEach();

/** An agent that writes `result` as its result file, prints `stdout` and exits with `code`. */
async function says(result: unknown, stdout = "", code = 0) {
  const text = typeof result === "string" ? result : JSON.stringify(result);
  return performed(fakeAgent("result", text, stdout, String(code)), requestIn(temp.dir));
}

describe("what a command agent says too much of", () => {
  it("is left out: its errors and questions are shown on the board, and written into stories", async () => {
    const long = "x".repeat(100_000);
    const failed = (await says({ error: { kind: "crash", message: long } })).result;
    expect(failed.error?.message).toMatch(/^x+\n\[… 95904 bytes left out …\]\nx+$/);
    expect((await says({ question: long })).result.question).toMatch(/^x+\n\[… \d+ bytes left out …\]\nx+$/);
  });
});

describe("a command agent's start", () => {
  it("is in the workspace, with the prompt on standard input", async () => {
    const request = requestIn(temp.dir, { prompt: "Do ä.\n" });
    await performed(fakeAgent("answers"), request);
    expect(textOf(join(request.workspace, "prompt.txt"))).toBe("Do ä.\n");
  });

  it("finds a program with a slash from the project's root, not from the workspace", async () => {
    const request = requestIn(temp.dir);
    for (const [folder, word] of [
      ["", "root"],
      ["workspace", "workspace"],
    ] as const) {
      writeFileSync(
        join(temp.dir, folder, "agent.sh"),
        `#!/bin/sh\necho from ${word} $A $AGENTIC_SDLC_SESSION_ID $AGENTIC_SDLC_MODEL\n`,
      );
      chmodSync(join(temp.dir, folder, "agent.sh"), 0o755);
    }
    const config = { type: "command", command: ["./agent.sh"], env: { A: "b" } } as const;
    const { result } = await performed(commandAgent("mine", config, temp.dir), {
      ...request,
      sessionId: "s-7",
      model: "small",
    });
    expect(result.output).toBe("from root b s-7 small\n");
  });

  it("that fails says what is missing", async () => {
    const agent = commandAgent("mine", { type: "command", command: ["./none.sh"] }, temp.dir);
    const { result } = await performed(agent, requestIn(temp.dir));
    expect(result.error).toEqual({
      kind: "not_installed",
      message: `agent mine: ${join(temp.dir, "none.sh")} does not exist`,
    });
  });

  it("forgets an earlier attempt's result file, whatever it is by now", async () => {
    const request = requestIn(temp.dir);
    mkdirSync(join(request.attemptDir, "result.json/sub"), { recursive: true });
    expect((await performed(fakeAgent("answers"), request)).result).toMatchObject({ error: undefined });
    writeFileSync(join(request.attemptDir, "result.json"), '{"verdict":"approved"}');
    expect((await performed(fakeAgent("answers"), request)).result.verdict).toBeUndefined();
  });
});

describe("a command agent's result", () => {
  it("is what its file says; standard output stands in for a missing output", async () => {
    const issues = [{ severity: "major", description: "d", file: "a.ts", line: 3, suggestion: "s" }];
    const usage = { inputTokens: 10, outputTokens: 2, costUsd: 0.25 };
    const full = {
      output: "text",
      verdict: "rejected",
      issues,
      question: "Which?",
      usage,
      sessionId: "a.b-c_1",
    };
    const { result, events } = await says(full, "spoken\\n");
    expect(result).toMatchObject({ ...full, error: undefined });
    expect(events.slice(-2)).toEqual([
      { type: "session", sessionId: "a.b-c_1" },
      { type: "usage", usage },
    ]);
    expect((await says({ verdict: null, unknown: 1 }, "spoken\\n")).result).toMatchObject({
      output: "spoken\n",
    });
    expect((await says({ output: "", question: "  " }, "spoken")).result).toMatchObject({
      output: "",
      question: undefined,
    });
  });

  it.each([
    ["fine\\nVERDICT: approved\\n\\n", "approved"],
    ["VERDICT: rejected", "rejected"],
    ["VERDICT: approved\\nbut wait", undefined],
    ["VERDICT: approved, mostly", undefined],
    ["I say VERDICT: approved", undefined],
    ["verdict: approved", undefined],
    ["", undefined],
  ])("has the verdict of the last line: %j", async (stdout, verdict) => {
    expect((await says({}, stdout)).result.verdict).toBe(verdict);
  });

  it("of an error is a failure even at exit 0, and beats the exit code", async () => {
    const error = { kind: "rate_limit", retryAfter: 60, message: "429" };
    expect((await says({ error })).result).toMatchObject({ exitCode: 0, error });
    expect((await says({ error }, "", 9)).result).toMatchObject({ exitCode: 9, error });
    expect((await says({ error: { kind: "meteor" } })).result.error).toEqual({
      kind: "unknown",
      message: "the agent reported an error: meteor",
    });
    expect((await says({ error: { kind: "check", message: "m" } })).result.error?.kind).toBe("unknown");
    expect((await says({}, "", 9)).result.error?.kind).toBe("crash");
  });

  it("with a session id that is unsafe loses it, and says so", async () => {
    for (const sessionId of ["../x", "a b", "", "x".repeat(300)]) {
      const { result, events } = await says({ sessionId });
      expect(result.sessionId).toBeUndefined();
      expect(events.map((e) => e.type)).toEqual(["started", "notice"]);
    }
  });

  it("is priced by the user's table where the agent gives only tokens", async () => {
    const price = { inputPerMTok: 3, outputPerMTok: 15 };
    const cost = async (usage: unknown) => {
      const script = `printf '%s' '${JSON.stringify({ usage })}' > "$AGENTIC_SDLC_RESULT_FILE"`;
      const agent = commandAgent("m", { type: "command", command: ["sh", "-c", script], price }, temp.dir);
      return (await performed(agent, requestIn(temp.dir))).result.usage.costUsd;
    };
    expect(await cost({ inputTokens: 1_000_000, outputTokens: 100_000 })).toBeCloseTo(4.5);
    expect(await cost({ inputTokens: 1_000_000, outputTokens: 100_000, costUsd: 0.1 })).toBe(0.1);
    expect(await cost({ outputTokens: 5 })).toBeNull();
  });

  it("that is a link or a pipe is not followed", async () => {
    for (const make of ["ln -s /etc/passwd", "mkfifo"]) {
      const agent = commandAgent(
        "m",
        { type: "command", command: ["sh", "-c", `${make} "$AGENTIC_SDLC_RESULT_FILE"`] },
        temp.dir,
      );
      const { result } = await performed(agent, requestIn(temp.dir));
      expect(result.error).toMatchObject({
        kind: "schema",
        message: expect.stringMatching(/symbolic link|not a file/),
      });
    }
    symlinkSync("/etc/passwd", join(temp.dir, "result.json"));
    expect(fakeAgent("answers").salvage(temp.dir)).toEqual({});
  });
});

describe("secrets", () => {
  it("are masked in everything an agent says", async () => {
    const result = {
      output: "hunter2! o",
      question: "hunter2! q",
      issues: [{ severity: "x", description: "hunter2!" }],
    };
    const spoken = await says(result, "hunter2! out\\n");
    const failed = await says({ error: { kind: "auth", message: "bad hunter2!" } });
    const told = JSON.stringify([spoken, failed]);
    expect(told).not.toContain("hunter2!");
    expect(told.match(/\*\*\*/g)).toHaveLength(5);
    const lines = [...readTranscript(transcriptFile(requestIn(temp.dir).attemptDir))];
    expect(JSON.stringify(lines)).not.toContain("hunter2!");
  });
});
