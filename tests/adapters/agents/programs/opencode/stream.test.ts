import { describe, expect, it } from "@jest/globals";
import { opencodeReader } from "../../../../../src/adapters/agents/programs/opencode/stream.ts";
import { endedWith, played, recorded } from "../../../../helpers/agents/streams.ts";

const reader = () => opencodeReader("opencode", "/repo/opencode");
const event = (type: string, part: object, sessionID = "s-1") => JSON.stringify({ type, sessionID, part });
const start = event("step_start", {});
const finish = (reason: string, cost = 0.1) =>
  event("step_finish", {
    reason,
    cost,
    tokens: { input: 10, output: 2, reasoning: 3, cache: { read: 5, write: 1 } },
  });
const text = (said: string) => event("text", { text: said });

describe("OpenCode's recorded stream", () => {
  it("tells session, tools, text, and usage summed over its steps", () => {
    const { heard, reader: opencode } = played(reader(), "opencode.ndjson");
    expect(heard.filter((one) => one.type !== "usage")).toEqual([
      { type: "session", sessionId: "ses_e05e40688ffeGyV8wZ8HKglxuq" },
      { type: "text", text: "Calling write." },
      { type: "tool", name: "write", detail: "a.txt" },
      { type: "text", text: "Calling bash." },
      { type: "tool", name: "bash", detail: "git status --short" },
      { type: "text", text: "All done." },
    ]);
    const usage = { inputTokens: 3900, outputTokens: 150, costUsd: 0.012555 };
    expect(opencode.outcome()).toEqual({ output: "All done.", finished: true, usage, error: undefined });
    expect(heard.at(-1)).toEqual({ type: "usage", usage });
    expect(opencode.over()).toBe("said");
  });

  it("of a login that does not work is an error at once", () => {
    const { heard, reader: opencode } = played(reader(), "opencode-401.ndjson");
    expect(heard).toEqual([{ type: "session", sessionId: expect.stringContaining("ses_") }]);
    const error = { kind: "auth", message: "agent opencode: 401 invalid x-api-key" };
    expect(opencode.outcome()).toMatchObject({ finished: false, error });
    expect(opencode.over()).toBe("said");
  });

  it("of a permission it did not get ends well, by its exit code, and is an error", () => {
    const { reader: opencode } = played(reader(), "opencode-rejected.ndjson");
    expect(opencode.outcome()).toMatchObject({ finished: false, error: { kind: "denied" } });
  });

  it("says nothing while it retries without an end: its log does", () => {
    const lines = recorded("opencode-429.log");
    expect(lines.filter((line) => line.includes("small=false"))).toHaveLength(4);
    const opencode = reader();
    for (const [i, line] of lines.entries()) {
      expect(opencode.read("err", line)).toEqual([]);
      expect(opencode.over()).toBe(i < lines.length - 1 ? undefined : "hopeless");
    }
    expect(opencode.outcome().error).toEqual({
      kind: "rate_limit",
      message: "agent opencode: This request would exceed your rate limit",
    });
  });
});

describe("an OpenCode attempt", () => {
  it("goes on after retries, and after an error that was not its last word", () => {
    const failed = '{"type":"error","sessionID":"s-1","error":{"name":"APIError","data":{"message":"no"}}}';
    const opencode = played(reader(), [failed, start, text("Done."), finish("stop")]).reader;
    expect(opencode.outcome()).toMatchObject({ output: "Done.", finished: true, error: undefined });
  });

  it.each([
    ["length", "turns"],
    ["content-filter", "denied"],
    ["error", "unknown"],
  ])("whose last step ended by %s has failed: %s", (reason, kind) => {
    const opencode = played(reader(), [start, text("Half"), finish(reason)]).reader;
    expect(opencode.outcome()).toMatchObject({ finished: false, error: { kind } });
  });

  it("that ends between two steps has not finished", () => {
    expect(played(reader(), [start, finish("tool-calls")]).reader.outcome()).toMatchObject({
      finished: false,
      error: undefined,
    });
  });

  it("has the text after its last tool as its answer", () => {
    const write = event("tool_use", { tool: "write", state: { input: {} } });
    const lines = [
      start,
      text("Look."),
      write,
      finish("tool-calls"),
      start,
      text("A."),
      text("B."),
      finish("stop"),
    ];
    expect(played(reader(), lines).reader.outcome().output).toBe("A.\n\nB.");
  });

  it("does not count what it says of other sessions", () => {
    const other = event("text", { text: "sub" }, "s-2");
    const { heard, reader: opencode } = played(reader(), [start, other, text("Mine."), finish("stop")]);
    expect(opencode.outcome().output).toBe("Mine.");
    expect(heard).not.toContainEqual({ type: "session", sessionId: "s-2" });
  });

  it("has no cost where it says 0: it knows no price", () => {
    const opencode = played(reader(), [start, finish("stop", 0)]).reader;
    expect(opencode.outcome().usage).toEqual({ inputTokens: 16, outputTokens: 5 });
  });

  it("is busy while a step runs, since its tools are told when they have ended", () => {
    const opencode = played(reader(), [start, text("Testing.")]).reader;
    expect(opencode.busy()).toBe(true);
    opencode.read("out", finish("tool-calls"));
    expect(opencode.busy()).toBe(false);
  });
});

describe("an OpenCode error", () => {
  const failed = (name: string, data: object) =>
    JSON.stringify({ type: "error", sessionID: "s-1", error: { name, data } });

  it.each([
    [failed("ProviderAuthError", { message: "no key" }), "auth"],
    [failed("MessageOutputLengthError", {}), "turns"],
    [failed("APIError", { message: "prompt is too long: 210000 tokens", statusCode: 400 }), "turns"],
    [failed("APIError", { message: "bad", statusCode: 400 }), "bad_request"],
    [failed("Novel", {}), "unknown"],
  ])("%s is %s", (line, kind) => {
    expect(played(reader(), [line]).reader.outcome().error?.kind).toBe(kind);
  });

  it("tells when to come back", () => {
    const data = { message: "slow down", statusCode: 429, responseHeaders: { "retry-after": "17" } };
    const error = played(reader(), [failed("APIError", data)]).reader.outcome().error;
    expect(error).toMatchObject({ kind: "rate_limit", retryAfter: 17 });
  });

  it("that it does not explain is explained by its log", () => {
    const opencode = reader();
    const why =
      'level=ERROR message=failed ref=e error="ProviderModelNotFoundError: Model not found: a/b." cause="x"';
    opencode.read("err", `timestamp=2026-11-21T10:38:40.190Z ${why}`);
    opencode.read("out", failed("UnknownError", { message: "Unexpected server error. Check server logs." }));
    expect(opencode.outcome().error).toMatchObject({
      kind: "bad_request",
      message: expect.stringContaining("Model not found: a/b."),
    });
  });

  it.each([
    ["\u001b[91m\u001b[1mError: \u001b[0mSession not found", "session_missing"],
    ["opencode run [message..]\n\nrun opencode with a message", "bad_request"],
  ])("before it begins, %j, is %s", (said, kind) => {
    const error = reader().failure(endedWith(1, said));
    expect(error?.kind).toBe(kind);
    expect(error?.message).not.toContain("\u001b");
  });

  it("is that it took another agent than the one that may only read", () => {
    const opencode = reader();
    opencode.read("err", '\u001b[93m! \u001b[0m agent "x" not found. Falling back to default agent');
    expect(opencode.over()).toBe("hopeless");
    opencode.read("out", start);
    opencode.read("out", finish("stop"));
    expect(opencode.outcome()).toMatchObject({ finished: false, error: { kind: "bad_request" } });
  });
});
