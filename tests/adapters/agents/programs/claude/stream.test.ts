import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { claudeReader } from "../../../../../src/adapters/agents/programs/claude/stream.ts";
import type { Usage } from "../../../../../src/domain/agent/usage.ts";
import { asLines, concluded, played, recorded } from "../../../../helpers/agents/streams.ts";

const now = 1_800_000_000_000;

function heard(lines: string | readonly (string | object)[], counter?: Usage) {
  const { heard: events, reader } = played(
    claudeReader("claude", counter, () => now),
    asLines(lines),
  );
  return { events, reader, ...concluded(reader) };
}

const init = (version: string) => ({
  type: "system",
  subtype: "init",
  session_id: "s-1",
  claude_code_version: version,
});
const result = (more: object) => ({
  type: "result",
  subtype: "success",
  is_error: false,
  result: "ok",
  ...more,
});
const totals = (inputTokens: number, costUSD: number) => ({
  total_cost_usd: costUSD,
  modelUsage: { m: { inputTokens, outputTokens: inputTokens / 20, costUSD } },
});

describe("a recorded stream of Claude Code", () => {
  it("is its session, texts, tools, usage and answer", () => {
    const { reader, events, error, ...outcome } = heard("claude.ndjson");
    const usage = { inputTokens: 2600, outputTokens: 100, costUsd: 0.00837 };
    expect(events).toEqual([
      { type: "session", sessionId: "f5090b6f-3e2b-4615-9cc4-3767299810e7" },
      { type: "text", text: "Calling Bash." },
      { type: "tool", name: "Bash", detail: "true" },
      { type: "text", text: "one" },
      { type: "usage", usage },
    ]);
    expect(outcome).toMatchObject({ output: "one", finished: true, usage });
    expect([reader.over(), reader.busy(), error]).toEqual(["said", false, undefined]);
  });

  it.each([
    ["claude-429", "rate_limit", "429"],
    ["claude-529", "overloaded", "529"],
    ["claude-401", "auth", "authentication_failed (401); log in by typing: claude"],
    ["claude-budget", "budget", "maximum budget"],
    ["claude-stopped", "unknown", "ede_diagnostic"],
  ])("of a failure is one, though it may say success: %s", (name, kind, text) => {
    const { error, finished, events } = heard(`${name}.ndjson`);
    expect(error).toMatchObject({ kind, message: expect.stringContaining(text) });
    expect(finished).toBe(false);
    expect(events.filter((event) => event.type === "text" && event.text.includes("API"))).toEqual([]);
  });

  it("is hopeless as soon as it is not logged in, and not where it is limited", () => {
    const untilRetry = (file: string) => {
      const lines = recorded(file);
      return heard(lines.slice(0, lines.findIndex((line) => line.includes("api_retry")) + 1));
    };
    expect(untilRetry("claude-401.ndjson").reader.over()).toBe("hopeless");
    const { reader, events } = untilRetry("claude-429.ndjson");
    expect(reader.over()).toBeUndefined();
    expect(events.at(-1)).toEqual({
      type: "notice",
      text: "the service says rate_limit (429): retry 1 of 2 in 1 s",
    });
  });

  it("of a stopped attempt still tells what it cost", () => {
    expect(heard("claude-stopped.ndjson").usage?.costUsd).toBe(0.00837);
  });
});

describe("what Claude Code cost", () => {
  it("is what the results add, where they tell", () => {
    const told = heard("claude-resumed.ndjson", { costUsd: 99 });
    expect(told.usage).toEqual({ inputTokens: 1300, outputTokens: 50, costUsd: 0.004185 });
    const added = (cost: number) => ({ model_usage_since_last_result: totals(100, cost).modelUsage });
    const twice = heard([init("2.1.329"), result(added(1)), result(added(0.5))]);
    expect(twice.usage).toEqual({ inputTokens: 200, outputTokens: 10, costUsd: 1.5 });
    const again = result({ ...added(1), uuid: "r-1" });
    expect(heard([init("2.1.329"), again, again]).usage?.costUsd).toBe(1);
  });

  it("is the process's total in versions that count each process for itself", () => {
    const before = { inputTokens: 1000, outputTokens: 50, costUsd: 0.001 };
    const told = heard("claude-resumed-2.1.197.ndjson", before);
    expect(told.usage).toEqual({ inputTokens: 1300, outputTokens: 50, costUsd: 0.004185 });
    expect(told.counter).toBeUndefined();
    expect(heard([result(totals(100, 2))], before).usage?.costUsd).toBe(2);
  });

  it("is the total less what the session's counter stood at, in versions that count on", () => {
    const before = { inputTokens: 100, outputTokens: 5, costUsd: 0.1 };
    const told = heard([init("2.1.300"), result(totals(300, 0.3))], before);
    expect(told.usage).toEqual({ inputTokens: 200, outputTokens: 10, costUsd: 0.2 });
    expect(told.counter).toEqual({ inputTokens: 300, outputTokens: 15, costUsd: 0.3 });
  });

  it.each([
    ["1.9.999", false],
    ["2.0.999", false],
    ["2.1.99", false],
    ["2.1.197", false],
    ["2.1.198", true],
    ["2.2.0", true],
    ["3.0.0", true],
    ["next", false],
  ])("goes on being counted over a session in version %s: %j", (version, on) => {
    const told = heard([init(version), result(totals(300, 0.3))], { costUsd: 0.1 });
    expect(told.usage?.costUsd).toBe(on ? 0.2 : 0.3);
    expect(told.counter !== undefined).toBe(on);
  });

  it("is all of a counter that began anew", () => {
    const told = heard([init("2.1.300"), result(totals(40, 0.04))], { costUsd: 0.1, inputTokens: 100 });
    expect(told.usage).toMatchObject({ inputTokens: 40, costUsd: 0.04 });
  });

  it("is unknown where it is not told", () => {
    expect(heard([init("2.1.329"), result({})]).usage).toEqual({ costUsd: null });
    const usage = { input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 4 };
    expect(heard([result({ usage })]).usage).toEqual({
      inputTokens: 3,
      outputTokens: 4,
      costUsd: null,
    });
  });
});

describe("what Claude Code says", () => {
  const assistant = (content: object[], more: object = {}) => ({
    type: "assistant",
    message: { content },
    parent_tool_use_id: null,
    ...more,
  });

  it("of a tool makes it busy until the tool is done", () => {
    const use = assistant([{ type: "tool_use", id: "t1", name: "Grep", input: { pattern: "a\n b" } }]);
    const { reader, events } = heard([use]);
    expect(events).toEqual([{ type: "tool", name: "Grep", detail: "a b" }]);
    expect(reader.busy()).toBe(true);
    reader.read(
      "out",
      JSON.stringify({ type: "user", message: { content: [{ type: "tool_result", tool_use_id: "t1" }] } }),
    );
    expect(reader.busy()).toBe(false);
  });

  it("by a helper is not the agent's own word", () => {
    expect(
      heard([assistant([{ type: "text", text: "aside" }], { parent_tool_use_id: "t1" })]).events,
    ).toEqual([]);
  });

  it("once is its answer, though a later result fails", () => {
    const told = heard([result({ result: "done" }), result({ is_error: true, result: "API Error" })]);
    expect([told.output, told.finished, told.error]).toEqual(["done", true, undefined]);
  });

  it("names what was denied", () => {
    const denials = [{ tool_name: "Bash" }, { tool_name: "Bash" }, { tool_name: "Write" }];
    expect(heard([result({ permission_denials: denials })]).events[0]).toEqual({
      type: "notice",
      text: "denied: Bash, Write",
    });
  });

  it("of a limit's end is how long to wait", () => {
    const limit = (status: string) => ({
      type: "rate_limit_event",
      rate_limit_info: { status, resetsAt: now / 1000 + 90 },
    });
    const failed = result({ is_error: true, api_error_status: 429, result: "limit reached" });
    expect(heard([limit("rejected"), failed]).error).toMatchObject({ retryAfter: 90 });
    expect(heard([limit("allowed_warning"), failed]).error).not.toHaveProperty("retryAfter");
    const old = result({ is_error: true, result: `Claude AI usage limit reached|${now / 1000 + 60}` });
    expect(heard([old]).error).toMatchObject({ kind: "rate_limit", retryAfter: 60 });
    // 08:00 UTC it is.
    const words = result({
      is_error: true,
      result: "You've hit your session limit · resets 11am (Europe/Berlin)",
    });
    expect(heard([words]).error).toMatchObject({ kind: "rate_limit", retryAfter: 2 * 3600 });
  });

  it.each([
    ["error_max_turns", "turns"],
    ["error_max_structured_output_retries", "schema"],
  ])("with %s is %s", (subtype, kind) => {
    expect(heard([result({ subtype, is_error: true })]).error?.kind).toBe(kind);
  });

  it("may be anything", () => {
    const shapes = fc.record(
      {
        type: fc.constantFrom("system", "assistant", "user", "result", "rate_limit_event", "x"),
        subtype: fc.oneof(fc.constantFrom("init", "api_retry", "success"), fc.jsonValue()),
        message: fc.jsonValue(),
        modelUsage: fc.jsonValue(),
        model_usage_since_last_result: fc.jsonValue(),
        permission_denials: fc.jsonValue(),
        errors: fc.jsonValue(),
        session_id: fc.jsonValue(),
      },
      { requiredKeys: ["type"] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), shapes)), (lines) => {
        const { costUsd = null } = heard(lines).usage ?? {};
        expect(costUsd === null || costUsd >= 0).toBe(true);
      }),
    );
  });
});
