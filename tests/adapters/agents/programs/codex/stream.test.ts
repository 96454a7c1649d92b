import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { codexReader } from "../../../../../src/adapters/agents/programs/codex/stream.ts";
import type { Usage } from "../../../../../src/domain/agent/usage.ts";
import { asLines, concluded, played, recorded } from "../../../../helpers/agents/streams.ts";

const now = 1_800_000_000_000;

function heard(
  lines: string | readonly (string | object)[],
  thread: { sessionId?: string; counter?: Usage } = {},
) {
  const { heard: events, reader } = played(
    codexReader("codex", thread, () => now),
    asLines(lines),
  );
  return { events, reader, ...concluded(reader) };
}

const started = { type: "thread.started", thread_id: "s-1" };
const message = (text: string) => ({
  type: "item.completed",
  item: { id: "m", type: "agent_message", text },
});
const completed = (input_tokens: number, output_tokens: number) => ({
  type: "turn.completed",
  usage: { input_tokens, output_tokens },
});

describe("a recorded stream of Codex", () => {
  it("is its session, tools, text, usage and answer", () => {
    const { events, reader, error, ...outcome } = heard("codex.ndjson");
    const usage = { inputTokens: 3600, outputTokens: 150, costUsd: null };
    expect(events).toEqual([
      { type: "session", sessionId: "01a1fa16-6419-7ab3-a7aa-4774aa7128b0" },
      { type: "notice", text: expect.stringContaining("Model metadata") },
      { type: "tool", name: "shell", detail: expect.stringMatching(/^cat > '.repo.codex.a.txt'.*STUB_EOF$/) },
      { type: "tool", name: "shell", detail: "git status --short" },
      { type: "text", text: "All done." },
      { type: "usage", usage },
    ]);
    expect(outcome).toMatchObject({ output: "All done.", finished: true, usage });
    expect([reader.over(), reader.busy(), error]).toEqual(["said", false, undefined]);
  });

  it("of a resumed thread counts only what came since", () => {
    const sessionId = "01a1fdb5-b167-7152-a9ac-7eae16475a32";
    const counter = { inputTokens: 1200, outputTokens: 50, costUsd: null };
    const told = heard("codex-resumed.ndjson", { sessionId, counter });
    expect(told.usage).toEqual({ inputTokens: 1200, outputTokens: 50, costUsd: null });
    expect(told.counter).toEqual({ inputTokens: 2400, outputTokens: 100, costUsd: null });
  });

  it("that is not logged in is hopeless from the first reconnection", () => {
    const lines = recorded("codex-401.ndjson");
    const first = lines.findIndex((line) => line.includes("Reconnecting"));
    expect(heard(lines.slice(0, first + 1)).reader.over()).toBe("hopeless");
    expect(heard(lines).error).toMatchObject({ kind: "auth", message: expect.stringContaining("401") });
  });

  it("that is limited failed", () => {
    const { reader, finished, error } = heard("codex-429.ndjson");
    expect([reader.over(), finished, error?.kind]).toEqual([undefined, false, "rate_limit"]);
  });
});

describe("what Codex says", () => {
  it("of reconnections is no error where the turn is completed after all", () => {
    const trouble = { type: "error", message: "Reconnecting... 1/5 (unexpected status 529: Overloaded)" };
    const told = heard([started, trouble, message("hi"), completed(1, 1)]);
    expect([told.finished, told.error]).toEqual([true, undefined]);
    expect(told.events).toContainEqual({ type: "notice", text: trouble.message });
    expect(heard([started, trouble]).error?.kind).toBe("overloaded");
  });

  it("last is its answer", () => {
    expect(heard([message("first"), message("second"), completed(1, 1)]).output).toBe("second");
  });

  it("of another thread than it was to go on in means that this one is missing", () => {
    const told = heard([started, message("new"), completed(1, 1)], { sessionId: "s-0" });
    expect([told.error?.kind, told.reader.over(), told.finished]).toEqual([
      "session_missing",
      "hopeless",
      false,
    ]);
    expect(told.events.filter((event) => event.type === "session")).toEqual([]);
  });

  it("of a tool makes it busy until the tool is done, and is told once", () => {
    const item = { id: "i", type: "command_execution", command: "/bin/bash -lc 'npm test'" };
    const { reader, events } = heard([
      { type: "item.started", item },
      { type: "item.updated", item },
    ]);
    expect(reader.busy()).toBe(true);
    events.push(...reader.read("out", JSON.stringify({ type: "item.completed", item })));
    expect(reader.busy()).toBe(false);
    expect(events).toEqual([{ type: "tool", name: "shell", detail: "npm test" }]);
  });

  it.each([
    [{ type: "file_change", changes: [{ path: "a.ts" }, { path: "b.ts" }] }, "edit", "a.ts, b.ts"],
    [{ type: "mcp_tool_call", server: "gh", tool: "list", arguments: { query: "x" } }, "gh.list", "x"],
    [{ type: "web_search", query: "node" }, "search", "node"],
  ])("of the tool %j", (item, name, detail) => {
    expect(heard([{ type: "item.completed", item: { id: "i", ...item } }]).events).toEqual([
      { type: "tool", name, detail },
    ]);
  });

  it("may be anything", () => {
    const shapes = fc.record({
      type: fc.constantFrom("thread.started", "item.started", "item.completed", "error", "turn.completed"),
      thread_id: fc.jsonValue(),
      item: fc.oneof(
        fc.record({
          type: fc.constantFrom("file_change", "agent_message", "command_execution"),
          changes: fc.jsonValue(),
        }),
        fc.jsonValue(),
      ),
      message: fc.jsonValue(),
      usage: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), shapes)), (lines) => {
        expect(heard(lines).usage?.costUsd ?? null).toBeNull();
      }),
    );
  });
});
