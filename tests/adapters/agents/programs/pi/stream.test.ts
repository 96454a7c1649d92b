import { describe, expect, it } from "@jest/globals";
import { piReader } from "../../../../../src/adapters/agents/programs/pi/stream.ts";
import { endedWith, played, recorded } from "../../../../helpers/agents/streams.ts";

const reader = () => piReader("pi", "/repo/pi");
const says = (text: string, stopReason = "stop", more = {}) =>
  JSON.stringify({
    type: "message_end",
    message: { role: "assistant", content: [{ type: "text", text }], stopReason, ...more },
  });
const begin = '{"type":"agent_start"}';
const end = '{"type":"agent_end","messages":[]}';

describe("pi's recorded stream", () => {
  it("tells session, tools, text, and usage summed over its messages, each counted once", () => {
    const { heard, reader: pi } = played(reader(), "pi.ndjson");
    expect(heard.filter((one) => one.type !== "usage")).toEqual([
      { type: "session", sessionId: "01a1fa24-296d-7d86-8cab-0d65f4e53f8e" },
      { type: "text", text: "Calling write." },
      { type: "tool", name: "write", detail: "a.txt" },
      { type: "text", text: "Calling bash." },
      { type: "tool", name: "bash", detail: "git status --short" },
      { type: "text", text: "All done." },
    ]);
    const usage = { inputTokens: 3900, outputTokens: 150, costUsd: 0.012555 };
    expect(pi.outcome()).toEqual({ output: "All done.", finished: true, usage, error: undefined });
    expect(pi.over()).toBe("said");
  });

  it("is kept, but for the pieces of messages: each holds all of the message so far", () => {
    const lines = recorded("pi.ndjson");
    const kept = lines.filter((line) => reader().keeps?.("out", line));
    expect(kept).toHaveLength(lines.filter((line) => !line.includes('"type":"message_update"')).length);
    expect(kept.join("").length).toBeLessThan(lines.join("").length / 2);
  });

  it("of a login that does not work is an error, though it ends with exit code 0", () => {
    const error = { kind: "auth", message: "agent pi: 401 invalid x-api-key" };
    const { reader: pi } = played(reader(), "pi-401.ndjson");
    expect(pi.outcome()).toMatchObject({ finished: false, error });
  });

  it("of an overloaded service says that it ends before each retry: that is not the end", () => {
    const pi = reader();
    for (const line of recorded("pi-529.ndjson")) {
      pi.read("out", line);
      expect(pi.over()).toBeUndefined();
    }
    expect(pi.outcome().error).toEqual({ kind: "overloaded", message: "agent pi: 529 Overloaded" });
  });
});

describe("a pi attempt", () => {
  it("that goes on after an error has succeeded", () => {
    const failed = says("", "error", { errorMessage: "529 {}" });
    const { heard, reader: pi } = played(reader(), [
      ...[begin, failed, end, '{"type":"auto_retry_start","attempt":1}'],
      ...[begin, says("Done."), end],
    ]);
    expect(heard.some((one) => one.type === "notice")).toBe(true);
    expect(pi.outcome()).toMatchObject({ output: "Done.", finished: true, error: undefined });
  });

  it.each([
    ["length", "turns"],
    ["aborted", "crash"],
  ])("whose last message ended by %s has failed: %s", (stop, kind) => {
    const pi = played(reader(), [begin, says("Half", stop), end]).reader;
    expect(pi.outcome()).toMatchObject({ finished: false, error: { kind } });
  });

  it("that stops before its end has not finished", () => {
    const { reader: pi } = played(reader(), [begin, says("Look.", "toolUse")]);
    expect(pi.outcome()).toMatchObject({ finished: false, error: undefined });
    expect(played(reader(), [begin, says("Done.")]).reader.over()).toBeUndefined();
  });

  it("is busy while a tool runs", () => {
    const pi = played(reader(), [
      '{"type":"tool_execution_start","toolCallId":"1","toolName":"bash"}',
    ]).reader;
    expect(pi.busy()).toBe(true);
    pi.read("out", '{"type":"tool_execution_end","toolCallId":"1"}');
    expect(pi.busy()).toBe(false);
  });

  it("has no cost where it says 0: it knows no price", () => {
    const usage = { input: 10, output: 2, cacheRead: 1, cacheWrite: 0, cost: { total: 0 } };
    const pi = played(reader(), [says("Done.", "stop", { usage })]).reader;
    expect(pi.outcome().usage).toEqual({ inputTokens: 11, outputTokens: 2 });
  });
});

describe("what pi says before it begins", () => {
  it.each([
    ["No session found matching 'x'", "session_missing"],
    ["No API key found for anthropic.\n\nUse /login to log into a provider.", "auth"],
    ['Error: Unknown provider "nope". Use --list-models to see available providers/models.', "bad_request"],
    ["Error: Unknown option: --tools", "bad_request"],
  ])("%s is %s", (said, kind) => {
    const error = reader().failure(endedWith(1, said));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(said.split("\n")[0]!) });
  });
});
