#!/usr/bin/env node
/** An agent that speaks ACP, as the real ones do (tests/fixtures/agents/acp-*.ndjson). What it hears is kept in `heard.ndjson`. */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { emit, garbage, hang, ignoreSignals, leaveBehind, scenario } from "./common.mjs";

const cwd = process.cwd();
const verdict = { verdict: "rejected", issues: [{ severity: "major", description: "d" }] };
const waiting = new Map();
let lastId = 0;
let sessionId = "s-1";
let promptId;

const send = (message) => emit({ jsonrpc: "2.0", ...message });
const reply = (id, result) => send({ id, result });
const refuse = (id, code, message, data) => send({ id, error: { code, message, data } });
const update = (of) => send({ method: "session/update", params: { sessionId, update: of } });
const say = (text, messageId) =>
  update({ sessionUpdate: "agent_message_chunk", content: { type: "text", text }, messageId });
const spent = (amount, currency = "USD") =>
  update({ sessionUpdate: "usage_update", used: 1, size: 2, cost: { amount, currency } });
const tokens = (factor) => ({
  inputTokens: 700 * factor,
  cachedReadTokens: 300 * factor,
  outputTokens: 50 * factor,
});

/** Asks the client, and resolves to its response. */
function ask(method, params) {
  const id = lastId++;
  send({ id, method, params: { sessionId, ...params } });
  return new Promise((resolve) => waiting.set(id, resolve));
}

async function mayEdit(path, kind = "edit") {
  const toolCall = { toolCallId: "t-1", title: `Write ${path}`, kind, locations: [{ path }] };
  update({ sessionUpdate: "tool_call", ...toolCall, title: "Preparing", status: "pending" });
  const options = ["allow_always", "allow_once", "reject_once"].map((k) => ({
    optionId: `o-${k}`,
    name: k,
    kind: k,
  }));
  const { result } = await ask("session/request_permission", { toolCall, options });
  const allowed = result.outcome.optionId === "o-allow_once";
  update({ sessionUpdate: "tool_call_update", toolCallId: "t-1", status: allowed ? "completed" : "failed" });
  return allowed;
}

/** What a prompt does; resolves to the keys of its response, or to nothing where it has none. */
const turns = {
  async hangs() {
    say("working\n");
  },
  async talks() {
    setInterval(() => say("more\n"), 20);
  },
  async stubborn() {
    ignoreSignals();
    leaveBehind();
    say("working\n");
  },
  async leaves() {
    leaveBehind();
    say("hello");
    return {};
  },
  async edits() {
    const path = join(cwd, "made.txt");
    if (await mayEdit(path)) writeFileSync(path, "made");
    say("hello");
    return {};
  },
  async escapes() {
    const path = join(cwd, "..", "outside.txt");
    if (await mayEdit(path)) writeFileSync(path, "made");
    await ask("fs/write_text_file", { path, content: "made" });
    say("hello");
    return {};
  },
  async files() {
    const path = join(cwd, "new", "made.txt");
    const written = await ask("fs/write_text_file", { path, content: "one\ntwo\nthree\n" });
    const read = await ask("fs/read_text_file", { path, line: 2, limit: 1 });
    const terminal = await ask("terminal/create", { command: "ls" });
    say(JSON.stringify([written.result, written.error?.code, read.result?.content, terminal.error?.code]));
    return {};
  },
  async session() {
    spent(0.2);
    spent(0.5);
    say("hello");
    return {};
  },
  async usage() {
    spent(0.25);
    say("hello");
    return { usage: tokens(1) };
  },
  async priced() {
    say("hello");
    return { usage: tokens(1) };
  },
  async resumes() {
    say(`going on in ${sessionId}`);
    spent(0.75);
    return { usage: tokens(2) };
  },
  async euros() {
    spent(0.25, "EUR");
    say("hello");
    return {};
  },
  async structured() {
    say(JSON.stringify(verdict));
    return {};
  },
  async asks() {
    say("QUESTION: Which theme?");
    return {};
  },
  async silent() {
    return { usage: null };
  },
  async stopped() {
    say("half a");
    return { stopReason: process.env.FAKE_STOP };
  },
  async dies() {
    say("half a");
    process.exit(7);
  },
  limited: () =>
    Promise.reject({
      code: -32603,
      message: "429 slow down",
      data: { errorKind: "rate_limit", retryAfter: 7 },
    }),
  overloaded: () => Promise.reject({ code: -32603, message: "529", data: { errorKind: "overloaded" } }),
  async answers() {
    update({ sessionUpdate: "agent_thought_chunk", content: { type: "text", text: "hm" } });
    update({ sessionUpdate: "plan", entries: [] });
    say("hello");
    return {};
  },
};

const methods = {
  initialize(id) {
    if (scenario === "fails") process.exit(3);
    if (scenario === "garbage") garbage();
    const version = scenario === "newer" ? 2 : 1;
    const agentInfo = { name: process.env.FAKE_NAME ?? "fake-acp", version: "1" };
    const agentCapabilities = { loadSession: scenario !== "sessionless" };
    const authMethods = [{ id: "x", name: "X", description: "Run `fake login`" }];
    reply(id, { protocolVersion: version, agentInfo, agentCapabilities, authMethods });
  },
  "session/new"(id) {
    if (scenario === "unauthorized") return refuse(id, -32000, "Authentication required");
    if (scenario === "unsafe") sessionId = "../s";
    reply(id, { sessionId, ...JSON.parse(process.env.FAKE_SESSION ?? "{}") });
  },
  "session/load"(id, params) {
    if (scenario === "forgets") return refuse(id, -32603, "Internal error", { details: "no such session" });
    if (scenario === "expired") return refuse(id, -32000, "Authentication required");
    if (scenario === "dies-loading") process.exit(1);
    sessionId = params.sessionId;
    say("what was said before");
    if (process.env.FAKE_SPENT) spent(Number(process.env.FAKE_SPENT));
    reply(id, null);
  },
  "session/set_mode": (id) => (scenario === "modeless" ? refuse(id, -32603, "no") : reply(id, {})),
  "session/set_model": (id) => reply(id, {}),
  "session/set_config_option": (id) => reply(id, {}),
  async "session/prompt"(id) {
    promptId = id;
    try {
      const response = await (turns[scenario] ?? turns.answers)();
      if (response) reply(id, { stopReason: "end_turn", ...response });
    } catch ({ code, message, data }) {
      refuse(id, code, message, data);
    }
  },
  "session/cancel"() {
    if (scenario !== "stubborn" && promptId !== undefined) reply(promptId, { stopReason: "cancelled" });
  },
};

const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  const message = JSON.parse(line);
  appendFileSync(
    "heard.ndjson",
    `${JSON.stringify({ ...message, params: { ...message.params, prompt: undefined } })}\n`,
  );
  if (message.method !== undefined) return methods[message.method]?.(message.id, message.params);
  waiting.get(message.id)?.(message);
});
input.on("close", () => {
  if (scenario === "stubborn" || scenario === "lingers") return hang();
  process.exit(scenario === "trips" ? 1 : 0);
});
