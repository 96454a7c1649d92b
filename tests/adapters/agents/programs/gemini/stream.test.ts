import { describe, expect, it } from "@jest/globals";
import { geminiReader } from "../../../../../src/adapters/agents/programs/gemini/stream.ts";
import { endedWith, played } from "../../../../helpers/agents/streams.ts";

const reader = () => geminiReader("gemini", "/repo/gemini");
const init = '{"type":"init","session_id":"s-1"}';
const says = (content: string, delta = true) =>
  JSON.stringify({ type: "message", role: "assistant", content, delta });
const tool = (tool_name: string, parameters = {}) =>
  JSON.stringify({ type: "tool_use", tool_name, tool_id: tool_name, parameters });
const success =
  '{"type":"result","status":"success","stats":{"input_tokens":10,"output_tokens":2,"total_tokens":15}}';

describe("Gemini CLI's recorded stream", () => {
  it("tells session, tools, text and usage, in order", () => {
    const { heard, reader: gemini } = played(reader(), "gemini.ndjson");
    expect(heard).toEqual([
      { type: "session", sessionId: "67c02a33-2352-4153-8d17-fbc82431d52d" },
      { type: "tool", name: "write_file", detail: "a.txt" },
      { type: "tool", name: "run_shell_command", detail: "git status --short" },
      { type: "text", text: "All done." },
      { type: "usage", usage: { inputTokens: 3600, outputTokens: 150 } },
    ]);
    expect(gemini.outcome()).toMatchObject({ output: "All done.", finished: true, error: undefined });
    expect(gemini.over()).toBe("said");
  });

  it("of a login that does not work is an error, though its type says `unknown`", () => {
    const { reader: gemini } = played(reader(), "gemini-401.ndjson");
    expect(gemini.outcome()).toMatchObject({
      finished: false,
      error: { kind: "auth", message: "agent gemini: 401 invalid x-api-key" },
    });
  });
});

describe("a Gemini answer", () => {
  it("is what it says after its last tool, in however many pieces, shown by lines", () => {
    const lines = [
      init,
      says("I will look.\n"),
      tool("read_file"),
      says("On"),
      says("e\ntw"),
      says("o"),
      success,
    ];
    const { heard, reader: gemini } = played(reader(), lines);
    expect(gemini.outcome().output).toBe("One\ntwo");
    expect(heard.filter((event) => event.type === "text").map((event) => event.text)).toEqual([
      "I will look.",
      "One",
      "two",
    ]);
  });

  it("is not lost to a tool by which it keeps notes, but is to one that does something", () => {
    const withNotes = [says("The answer."), tool("update_topic"), success];
    expect(played(reader(), withNotes).reader.outcome().output).toBe("The answer.");
    const withWork = [says("Approved?"), tool("read_file"), success];
    expect(played(reader(), withWork).reader.outcome().output).toBe("");
  });

  it("counts what it thought as output", () => {
    const { reader: gemini } = played(reader(), [success]);
    expect(gemini.outcome().usage).toEqual({ inputTokens: 10, outputTokens: 5 });
  });

  it("is not finished without a result", () => {
    expect(played(reader(), [init, says("Done.")]).reader.outcome()).toMatchObject({ finished: false });
  });
});

describe("a Gemini tool", () => {
  it("runs until its result", () => {
    const gemini = played(reader(), [init, tool("run_shell_command", { command: "npm test" })]).reader;
    expect(gemini.busy()).toBe(true);
    gemini.read("out", '{"type":"tool_result","tool_id":"run_shell_command","status":"error"}');
    expect(gemini.busy()).toBe(false);
  });
});

describe("Gemini's retries, told on standard error alone", () => {
  const attempt = (n: number, status: number, more = "") =>
    `Attempt ${n} failed with status ${status}. Retrying with backoff... _ApiError: {"error":{"code":${status},"message":"No."${more}}}`;

  it("are left to it at first, then ended", () => {
    const gemini = reader();
    for (const n of [1, 2, 3]) gemini.read("err", attempt(n, 503));
    expect(gemini.over()).toBeUndefined();
    gemini.read("err", attempt(4, 503));
    expect(gemini.over()).toBe("hopeless");
    expect(gemini.outcome().error?.kind).toBe("overloaded");
  });

  it("are ended at once where the service says to come back much later", () => {
    const gemini = reader();
    gemini.read("err", attempt(1, 429, ',"details":[{"retryDelay":"34s"}]'));
    expect(gemini.over()).toBeUndefined();
    gemini.read("err", attempt(2, 429, ',"details":[{"retryDelay":"3600s"}]'));
    expect(gemini.over()).toBe("hopeless");
    expect(gemini.outcome().error).toMatchObject({ kind: "rate_limit", retryAfter: 3600 });
  });

  it("are forgotten when it goes on", () => {
    const gemini = reader();
    gemini.read("err", "Attempt 4 failed. Retrying with backoff... Error: exception TypeError: fetch failed");
    expect(gemini.outcome().error?.kind).toBe("network");
    gemini.read("out", says("On."));
    expect([gemini.over(), gemini.outcome().error]).toEqual([undefined, undefined]);
  });
});

describe("what Gemini says before it begins", () => {
  it.each([
    [41, "Please set an Auth method in your settings.json", "auth"],
    [42, 'Error resuming session: Invalid session identifier "x".\n  Searched…', "session_missing"],
    [42, "No input provided via stdin. Error.", "bad_request"],
    [52, "Error in settings.json", "bad_request"],
    [53, "Reached max session turns. Please raise it.", "turns"],
    [1, "Unknown argument: admin-policy\nUsage: gemini", "bad_request"],
  ])("exit code %i: %s is %s", (exitCode, said, kind) => {
    const noise =
      "Warning: 256-color support not detected.\nRipgrep is not available. Falling back to GrepTool.\n";
    const error = reader().failure(endedWith(exitCode, noise + said));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(said.split("\n")[0]!) });
  });

  it("of everything else says nothing", () => {
    expect(reader().failure(endedWith(1, "boom"))).toBeUndefined();
  });
});
