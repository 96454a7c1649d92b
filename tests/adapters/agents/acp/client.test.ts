import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type AcpClient, acpClient, type ClientOptions } from "../../../../src/adapters/agents/acp/client.ts";
import { workspaceFiles } from "../../../../src/adapters/agents/acp/files.ts";
import { usageIn } from "../../../../src/adapters/agents/acp/usage.ts";
import type { Access } from "../../../../src/domain/definition/story/definition.ts";
import type { AgentEvent } from "../../../../src/engine/ports/agent.ts";

type Json = { id?: number; method?: string; params?: Record<string, unknown>; result?: unknown };

const clientOf = (more: Partial<ClientOptions> = {}) =>
  acpClient({
    name: "a",
    workspace: "/repo",
    files: workspaceFiles("/repo"),
    prompt: "Do it.",
    access: "full",
    now: () => 0,
    ...more,
  });
const saidBy = (client: AcpClient): Json[] =>
  client
    .next()
    .text.split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Plays what a real agent said to a client, its answers to the client's own numbers. */
function replay(agent: string, access: Access) {
  const file = fileURLToPath(new URL(`../../../fixtures/agents/acp-${agent}.ndjson`, import.meta.url));
  const lines = readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const methodOf = new Map<number, string>();
  const idOf = new Map<string, number>();
  const client = clientOf({ access });
  const events: AgentEvent[] = [];
  const sent: Json[] = [];
  const listen = () => {
    for (const message of saidBy(client)) {
      sent.push(message);
      if (message.method) idOf.set(message.method, message.id!);
      // Nobody recorded that.
      if (message.method === "session/set_mode") hear({ id: message.id!, result: {} });
    }
  };
  const hear = (message: object) => {
    events.push(...client.read(JSON.stringify(message)));
    listen();
  };
  listen();
  for (const { dir, msg } of lines) {
    if (dir === "client" && msg.method) methodOf.set(msg.id, msg.method);
    if (dir === "client") continue;
    hear("result" in msg ? { ...msg, id: idOf.get(methodOf.get(msg.id)!) } : msg);
  }
  const learnt = client.learnt();
  return {
    sent,
    events,
    learnt,
    usage: usageIn({ ...learnt, response: learnt.response! }, undefined, undefined),
  };
}

const tools = (events: readonly AgentEvent[]) =>
  events.flatMap((e) => (e.type === "tool" ? [`${e.name}: ${e.detail}`] : []));
const chosen = (sent: readonly Json[]) =>
  sent.flatMap(({ result }) =>
    result ? [(result as { outcome: { optionId?: string } }).outcome.optionId] : [],
  );

describe("what real agents said", () => {
  it.each([
    [
      "claude",
      { inputTokens: 3900, outputTokens: 150, costUsd: 0.01674 },
      ["Write: Write a.txt", "Bash: git status --short"],
    ],
    [
      "gemini",
      { inputTokens: 3600, outputTokens: 150, costUsd: null },
      ["edit: Writing to a.txt", "execute: git status --short"],
    ],
    ["opencode", { costUsd: null }, ["edit: write a.txt", "execute: git status --short"]],
    [
      "codex",
      { inputTokens: 3600, outputTokens: 150, costUsd: null },
      [expect.stringMatching(/^exec_command: cat/), "exec_command: git status --short"],
    ],
  ])("is read: %s", (agent, usage, expected) => {
    const { events, learnt, usage: used } = replay(agent, "full");
    expect(learnt).toMatchObject({ step: "answered", output: "All done.", toolCalls: 2, error: undefined });
    expect(events[0]).toEqual({ type: "session", sessionId: learnt.sessionId });
    expect(events.at(-1)).toEqual({ type: "text", text: "All done." });
    expect(tools(events)).toEqual(expected);
    expect(used).toEqual(usage);
  });

  it("is answered by the access, for this call alone", () => {
    expect(chosen(replay("claude", "full").sent)).toEqual(["allow-once"]);
    expect(chosen(replay("claude", "read").sent)).toEqual(["reject"]);
    expect(chosen(replay("gemini", "read").sent)).toEqual(["cancel"]);
  });

  it.each([
    ["codex", "read", "read-only"],
    ["codex", "write", "workspace-write"],
    ["codex", "full", "agent-full-access"],
    ["claude", "read", undefined],
    ["gemini", "write", undefined],
    ["gemini", "full", "yolo"],
    ["opencode", "read", undefined],
  ] as const)("is worked with in a mode of its own: %s to %s", (agent, access, mode) => {
    const set = replay(agent, access).sent.find((message) => message.method === "session/set_mode");
    expect(set?.params?.modeId).toBe(mode);
  });
});

describe("a client", () => {
  const update = (of: object) =>
    JSON.stringify({ method: "session/update", params: { sessionId: "s", update: of } });
  const chunk = (text: string, messageId?: string) =>
    update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text }, messageId });
  const answer = (client: AcpClient, result: object) => {
    const [request] = saidBy(client);
    return client.read(JSON.stringify({ id: request?.id, result }));
  };
  /** A client whose prompt has been sent. */
  const prompted = (more: Partial<ClientOptions> = {}) => {
    const client = clientOf(more);
    answer(client, { protocolVersion: 1 });
    answer(client, { sessionId: "s" });
    return client;
  };

  it("survives whatever it is told, and never calls it an answer", () => {
    const json = fc.json().map((text) => text.replaceAll("\n", " "));
    const message = fc.record(
      {
        id: fc.constantFrom(1, 2, 3, "x", null),
        method: fc.constantFrom("session/update", "session/request_permission", "fs/read_text_file", "x"),
        params: fc.jsonValue(),
        error: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const line = fc.oneof(
      json,
      fc.string(),
      message.map((m) => JSON.stringify(m)),
      fc.jsonValue().map((u) => update(u as object)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const client = prompted();
        for (const text of lines) client.read(text);
        expect(client.learnt().response).toBeUndefined();
        for (const text of client.next().text.split("\n")) if (text) JSON.parse(text);
      }),
    );
  });

  it("tells text in whole lines, however it is cut, and has all of the last message", () => {
    const parts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n", " ") }), { maxLength: 12 });
    fc.assert(
      fc.property(parts, (cut) => {
        const client = prompted();
        const before = [...client.read(chunk("first", "m1")), ...client.read(chunk("second ", "m2"))];
        const events = cut.flatMap((text) => client.read(chunk(text, "m2")));
        const end = answer(client, { stopReason: "end_turn" });
        const text = [...events, ...end].map((event) => (event.type === "text" ? event.text : "?")).join("");
        expect(before).toEqual([{ type: "text", text: "first" }]);
        expect(text.replace(/\s/g, "")).toBe(`second${cut.join("").replace(/\s/g, "")}`);
        expect(client.learnt().output).toBe(`second ${cut.join("")}`);
      }),
    );
  });

  it("does not listen to other sessions, nor after the answer", () => {
    const client = prompted();
    client.read(chunk("mine").replace('"sessionId":"s"', '"sessionId":"another"'));
    client.read(chunk("hello"));
    answer(client, { stopReason: "end_turn" });
    expect(client.read(chunk("woken up later", "m2"))).toEqual([]);
    expect(client.learnt().output).toBe("hello");
    expect(client.next()).toEqual({ text: "", end: true });
  });

  it("gives no slack to an agent that speaks, and some to one whose tool runs", () => {
    const client = prompted();
    expect(client.busy()).toBe(false);
    client.read(
      update({ sessionUpdate: "tool_call", toolCallId: "t", title: "npm test", status: "in_progress" }),
    );
    expect(client.busy()).toBe(true);
    client.read(update({ sessionUpdate: "tool_call_update", toolCallId: "t", status: "completed" }));
    expect(client.busy()).toBe(false);
    client.read(
      update({ sessionUpdate: "tool_call", toolCallId: "u", title: "npm test", status: "in_progress" }),
    );
    client.read(chunk("Next."));
    expect(client.busy()).toBe(false);
  });

  it("allows nothing more once the turn is cancelled", () => {
    const client = prompted();
    client.next();
    client.cancel();
    const options = [{ optionId: "o", kind: "allow_once" }];
    client.read(JSON.stringify({ id: 0, method: "session/request_permission", params: { options } }));
    expect(saidBy(client)).toMatchObject([
      { method: "session/cancel", params: { sessionId: "s" } },
      { id: 0, result: { outcome: { outcome: "cancelled" } } },
    ]);
  });

  it("ends at once what is cancelled before it is prompted", () => {
    const client = clientOf();
    client.cancel();
    expect(client.next().end).toBe(true);
  });

  it("goes on in a session by the way the agent has", () => {
    const asked = (agentCapabilities: object) => {
      const client = clientOf({ sessionId: "s" });
      answer(client, { protocolVersion: 1, agentCapabilities });
      return saidBy(client)[0]?.method;
    };
    expect(asked({ loadSession: true, sessionCapabilities: { resume: {} } })).toBe("session/load");
    expect(asked({ sessionCapabilities: { resume: {} } })).toBe("session/resume");
    expect(asked({})).toBeUndefined();
  });
});
