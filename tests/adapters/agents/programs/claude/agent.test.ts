import { appendFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { claudeAgent } from "../../../../../src/adapters/agents/programs/claude/agent.ts";
import { transcriptFile } from "../../../../../src/adapters/agents/transcript/lines.ts";
import type { ProgramConfig } from "../../../../../src/domain/config/config.ts";
import type { AgentRequest } from "../../../../../src/engine/ports/agent.ts";
import { agentContract, allBehaviours } from "../../../../contracts/agent.contract.ts";
import { fakeProgram, startedBy } from "../../../../helpers/agents/fakes.ts";
import { tempDirOfEach } from "../../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../../helpers/agents/request.ts";

agentContract(
  "claude",
  allBehaviours,
  (behaviour, dir) => claudeAgent("claude", fakeProgram("claude", behaviour), dir),
  { counts: true },
);

const temp = tempDirOfEach();

const started = (more: Partial<AgentRequest> = {}, config: Partial<ProgramConfig> = {}) =>
  startedBy(
    claudeAgent("claude", fakeProgram("claude", "answers", config), temp.dir),
    requestIn(temp.dir, more),
  );

describe("the program claude", () => {
  it("is started headless, with the prompt on standard input, and in its session", async () => {
    const { args, prompt, result } = await started({
      prompt: "Do ä.\n",
      sessionId: "s-7",
      model: "opus",
      limits: { wallMs: 30_000, silenceMs: 30_000, budgetUsd: 1.23456 },
      schema: { type: "string" },
    });
    expect(args).toEqual([
      ...["-p", "--output-format", "stream-json", "--verbose"],
      ...["--permission-mode", "acceptEdits", "--allowedTools", "Bash"],
      ...[
        "--model",
        "opus",
        "--resume",
        "s-7",
        "--json-schema",
        '{"type":"string"}',
        "--max-budget-usd",
        "1.2346",
      ],
    ]);
    expect(prompt).toBe("Do ä.\n");
    expect(result.sessionId).toBe("s-7");
  });

  it("may only read where only that is asked for, and everything only where that is", async () => {
    const read = (await started({ access: "read" })).args.join(" ");
    expect(read).toContain("--permission-mode dontAsk --allowedTools Read,Grep,Glob");
    expect(read).toMatch(/--disallowedTools \S*\bWrite\b\S*\bBash\b/);
    expect(read).not.toContain("skip-permissions");
    expect((await started({ access: "full" })).args).toContain("--dangerously-skip-permissions");
  });

  it("takes what config adds: model, arguments, variables", async () => {
    const env = { A: "b", CLAUDE_CODE_MAX_RETRIES: "1" };
    const { args, env: given } = await started({}, { model: "haiku", args: ["--verbose"], env });
    expect(args.slice(-3)).toEqual(["--model", "haiku", "--verbose"]);
    expect(given).toMatchObject({
      A: "b",
      CLAUDE_CODE_MAX_RETRIES: "1",
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "1",
    });
    expect((await started({ model: "opus" }, { model: "haiku" })).args).toContain("opus");
  });

  it("is not given a budget of nothing, nor a prompt that it would take for its own command", async () => {
    const limits = { wallMs: 30_000, silenceMs: 30_000, budgetUsd: 0.00001 };
    const { args, prompt } = await started({ limits, prompt: "/cost" });
    expect(args).not.toContain("--max-budget-usd");
    expect(prompt).toBe("\n/cost");
  });

  it("that does not know an argument says which", async () => {
    const agent = claudeAgent("claude", fakeProgram("claude", "answers", { args: ["--no-such"] }), temp.dir);
    const { result } = await performed(agent, requestIn(temp.dir));
    expect(result.error).toMatchObject({
      kind: "bad_request",
      message: expect.stringContaining("--no-such"),
    });
  });

  it("that is not installed says so, by its name", async () => {
    const agent = claudeAgent("claude", { type: "claude" }, temp.dir);
    const { result } = await performed(agent, requestIn(temp.dir, { env: { PATH: temp.dir } }));
    expect(result.error).toEqual({
      kind: "not_installed",
      message: "agent claude: claude is not installed: it is in no folder of PATH",
    });
  });

  it("says how long a limit lasts", async () => {
    const agent = claudeAgent("claude", fakeProgram("claude", "limited"), temp.dir);
    const { retryAfter = 0 } = (await performed(agent, requestIn(temp.dir))).result.error ?? {};
    expect(retryAfter).toBeGreaterThan(3500);
    expect(retryAfter).toBeLessThanOrEqual(3600);
  });

  it("that says a result only because it is stopped has not answered, but has cost", async () => {
    const agent = claudeAgent("claude", fakeProgram("claude", "stops"), temp.dir);
    const { result } = await performed(agent, requestIn(temp.dir), (event, controller) => {
      if (event.type === "text") controller.abort();
    });
    expect(result).toMatchObject({ exitCode: 0, error: { kind: "crash" }, usage: { costUsd: 0.1 } });
  });

  it("that says a result only because its time is over has not answered either", async () => {
    const agent = claudeAgent("claude", fakeProgram("claude", "stops"), temp.dir);
    const limits = { wallMs: 500, silenceMs: 30_000 };
    const { result } = await performed(agent, requestIn(temp.dir, { limits }));
    expect(result).toMatchObject({ error: { kind: "timeout" }, usage: { costUsd: 0.1 } });
  });

  it("in the middle of a tool may be silent for longer", async () => {
    const agent = claudeAgent("claude", fakeProgram("claude", "works"), temp.dir);
    const limits = { wallMs: 30_000, silenceMs: 1500 };
    const { result } = await performed(agent, requestIn(temp.dir, { limits }));
    expect(result.error).toBeUndefined();
  });
});

describe("what an attempt of claude leaves behind", () => {
  it("is its last session and usage, as its transcript has them", async () => {
    const request = requestIn(temp.dir);
    const agent = claudeAgent("claude", fakeProgram("claude", "session"), temp.dir);
    await performed(agent, request);
    appendFileSync(
      transcriptFile(request.attemptDir),
      [
        { at: "x", stream: "out", text: '{"type":"session","sessionId":"by-the-agent"}' },
        { at: "x", stream: "event", text: '{"type":"session","sessionId":"../x"}' },
        { at: "x", stream: "event", text: '{"type":"usage","usage":{"costUsd":"free"}}' },
        { at: "x", stream: "event", text: "a note" },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
    const usage = { inputTokens: 700, outputTokens: 50, costUsd: 0.5 };
    expect(agent.salvage(request.attemptDir)).toEqual({
      ...{ sessionId: "s-1", usage },
      answer: expect.objectContaining({ output: "hello", usage }),
    });
    expect(agent.salvage(temp.dir)).toEqual({});
  });
});
