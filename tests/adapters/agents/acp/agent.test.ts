import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { AgentRequest } from "../../../../src/engine/ports/agent.ts";
import { agentContract, type Behaviour } from "../../../contracts/agent.contract.ts";
import { fakeAcp, heard } from "../../../helpers/agents/acp.ts";
import { tempDir, textOf } from "../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../helpers/agents/request.ts";

const behaviours: readonly Behaviour[] = [
  ...(["answers", "session", "hangs", "talks", "fails", "garbage", "stubborn", "leaves", "edits"] as const),
  ...([
    "usage",
    "resumes",
    "forgets",
    "structured",
    "unstructured",
    "asks",
    "unauthorized",
    "limited",
  ] as const),
  ...(["overloaded", "lingers", "trips"] as const),
];
agentContract("acp", behaviours, (behaviour) => fakeAcp(behaviour), { counts: true, schema: false });

let temp: ReturnType<typeof tempDir>;
let request: AgentRequest;
beforeEach(() => {
  temp = tempDir();
  request = requestIn(temp.dir);
});
afterEach(() => temp.remove());

const run = (scenario: string, more: Partial<AgentRequest> = {}, env: Record<string, string> = {}) =>
  performed(fakeAcp(scenario, env), { ...request, ...more });
const errorOf = async (...args: Parameters<typeof run>) => (await run(...args)).result.error;
const methods = () => heard(request).flatMap(({ method }) => method ?? []);

describe("an ACP session", () => {
  it("is prompted only once it is recorded", async () => {
    await performed(fakeAcp("answers"), request, async (event) => {
      if (event.type !== "session") return;
      // What was sent before the event would be heard by now.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(methods()).toEqual(["initialize", "session/new"]);
    });
    expect(methods()).toEqual(["initialize", "session/new", "session/prompt"]);
  });

  it("that is loaded tells its history again, which is not this attempt's", async () => {
    const { result, events } = await run("answers", { sessionId: "s-7" });
    expect(result).toMatchObject({ output: "hello", sessionId: "s-7", error: undefined });
    expect(JSON.stringify(events)).not.toContain("said before");
  });

  it("is missing whatever goes wrong while it is loaded, so that a new one is tried", async () => {
    for (const scenario of ["forgets", "sessionless", "dies-loading"]) {
      expect((await errorOf(scenario, { sessionId: "s-7" }))?.kind).toBe("session_missing");
    }
  });

  it("is not given up for a login: a new one would need it, too", async () => {
    expect(await errorOf("expired", { sessionId: "s-7" })).toEqual({
      kind: "auth",
      message: "agent fake: Authentication required; log in with the agent's own program (Run `fake login`)",
    });
  });

  it("whose id could lead anywhere is used, and not kept", async () => {
    const { result, events } = await run("unsafe");
    expect(result).toMatchObject({ output: "hello", sessionId: undefined, error: undefined });
    expect(events.filter((event) => event.type === "notice")).toHaveLength(1);
    expect(events.some((event) => event.type === "session")).toBe(false);
  });

  it("is cancelled, with an answer at once, before any signal is sent", async () => {
    const { result } = await performed(fakeAcp("hangs"), request, (event, controller) => {
      if (event.type === "text") controller.abort();
    });
    expect(methods()).toContain("session/cancel");
    expect(result).toMatchObject({ exitCode: 0, signal: null, error: { kind: "crash" } });
    expect(result.error?.message).toContain("stopped");
    expect(result.durationMs).toBeLessThan(2000);
  });
});

describe("the access of an ACP agent", () => {
  const answers = () => heard(request).flatMap(({ result }) => (result ? [JSON.stringify(result)] : []));

  it("to read rejects what it asks to edit, and offers it no writing", async () => {
    const { events } = await run("edits", { access: "read" });
    expect(answers()).toEqual(['{"outcome":{"outcome":"selected","optionId":"o-reject_once"}}']);
    expect(events).toContainEqual({
      type: "notice",
      text: `not allowed with read access: edit: Write ${join(request.workspace, "made.txt")}`,
    });
    const fs = (access: string) => ({
      fs: { readTextFile: true, writeTextFile: access !== "read" },
      terminal: false,
    });
    expect(heard(request)[0]?.params.clientCapabilities).toEqual(fs("read"));
  });

  it("to write ends at the workspace, in what it asks for and in what it has us write", async () => {
    const { events } = await run("escapes");
    expect(existsSync(join(temp.dir, "outside.txt"))).toBe(false);
    expect(events.filter((event) => event.type === "notice")).toHaveLength(2);
    await run("escapes", { access: "full" });
    expect(existsSync(join(temp.dir, "outside.txt"))).toBe(true);
  });

  it("to files goes through us where it likes; terminals are not offered", async () => {
    expect((await run("files")).result.output).toBe(JSON.stringify([{}, null, "two\n", -32601]));
    const { result } = await run("files", { access: "read" });
    expect(JSON.parse(result.output)).toEqual([null, -32601, "two\n", -32601]);
  });

  const modes = {
    modes: { currentModeId: "agent", availableModes: ["read-only", "agent"].map((id) => ({ id })) },
  };
  it("puts it into a mode that holds, and does not prompt it where that fails", async () => {
    const env = { FAKE_SESSION: JSON.stringify(modes) };
    expect(await errorOf("answers", { access: "read" }, env)).toBeUndefined();
    expect(heard(request)[2]).toMatchObject({
      method: "session/set_mode",
      params: { sessionId: "s-1", modeId: "read-only" },
    });
    expect(await errorOf("modeless", { access: "read" }, env)).toMatchObject({
      message: expect.stringContaining("mode read-only"),
    });
    expect(methods().at(-1)).toBe("session/set_mode");
  });

  it("has the model that is asked for, or none", async () => {
    const options = [{ id: "model", currentValue: "a", options: [{ value: "a" }, { value: "b" }] }];
    const env = { FAKE_SESSION: JSON.stringify({ configOptions: options }) };
    expect(await errorOf("answers", { model: "b" }, env)).toBeUndefined();
    expect(heard(request)[2]?.params).toMatchObject({ configId: "model", value: "b" });
    expect(await errorOf("answers", { model: "c" }, env)).toEqual({
      kind: "bad_request",
      message: "agent fake: it has no model c; it offers: a, b",
    });
  });
});

describe("the environment of an ACP agent", () => {
  const told = async (own: Record<string, string>, inherited: Record<string, string> = {}) => {
    const agent = fakeAcp("", own, { command: ["sh", "-c", "env > env.txt"] });
    await performed(agent, { ...request, env: { ...request.env, ...inherited } });
    const lines = (textOf(join(request.workspace, "env.txt")) ?? "").split("\n");
    return lines.filter((line) => line.startsWith("CLAUDE_CODE_")).sort();
  };

  it("has Claude Code behind a bridge tell soon, and end with its turn, where nobody says otherwise", async () => {
    const background = "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS=1";
    const retries = "CLAUDE_CODE_MAX_RETRIES=4";
    expect(await told({})).toEqual([background, retries]);
    expect(await told({ CLAUDE_CODE_MAX_RETRIES: "7" })).toEqual([background, "CLAUDE_CODE_MAX_RETRIES=7"]);
    expect(await told({}, { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "0" })).toEqual([
      "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS=0",
      retries,
    ]);
  });
});

describe("what an ACP agent used", () => {
  it("is told as it goes, for who dies before the end", async () => {
    const { events } = await run("session");
    const costs = events.flatMap((event) => (event.type === "usage" ? [event.usage.costUsd] : []));
    expect(costs).toEqual([0.2, 0.5, 0.5]);
    expect(fakeAcp("session").salvage(request.attemptDir)).toMatchObject({
      usage: { costUsd: 0.5 },
      answer: { output: "hello", sessionId: "s-1", usage: { costUsd: 0.5 } },
    });
  });

  it.each(["limited", "hangs"])("is no answer where it gave none: %s", async (scenario) => {
    const limits = { wallMs: 400, silenceMs: 30_000 };
    expect((await run(scenario, { limits })).result.error).toBeDefined();
    expect(fakeAcp(scenario).salvage(request.attemptDir).answer).toBeUndefined();
  });

  it("is counted from where the session stood: as it tells when it is loaded, else as the last attempt left it", async () => {
    const resumed = { sessionId: "s-1", counter: { costUsd: 0.25 } };
    const told = await run("resumes", resumed, { FAKE_SPENT: "0.5" });
    expect(told.result).toMatchObject({ usage: { costUsd: 0.25 }, counter: { costUsd: 0.75 } });
    expect((await run("resumes", resumed)).result.usage.costUsd).toBe(0.5);
  });

  it("is all of a counter that began anew", async () => {
    const { result } = await run("resumes", { sessionId: "s-1", counter: { costUsd: 9 } });
    expect(result.usage.costUsd).toBe(0.75);
  });

  it("is unknown in another currency, and no tokens where those are the last step's alone", async () => {
    expect((await run("euros")).result.usage).toEqual({ costUsd: null });
    expect((await run("usage", {}, { FAKE_NAME: "OpenCode" })).result.usage).toEqual({ costUsd: 0.25 });
  });

  it("is priced by the user's table", async () => {
    const price = { inputPerMTok: 100, outputPerMTok: 1000 };
    const agent = fakeAcp("priced", {}, { price });
    expect((await performed(agent, request)).result.usage.costUsd).toBeCloseTo(0.15);
  });
});

describe("an ACP agent's turn", () => {
  it.each([
    ["max_tokens", "turns"],
    ["max_turn_requests", "turns"],
    ["refusal", "denied"],
    ["cancelled", "unknown"],
    ["of a later version", "unknown"],
  ])("that stops for %s has failed", async (reason, kind) => {
    expect((await errorOf("stopped", {}, { FAKE_STOP: reason }))?.kind).toBe(kind);
  });

  it("in which nothing was said and nothing done has failed, honestly without a reason", async () => {
    expect((await errorOf("silent"))?.kind).toBe("unknown");
  });

  it("of which only the exit is known has failed, and says how", async () => {
    expect(await errorOf("dies")).toEqual({ kind: "crash", message: "agent fake exited with code 7" });
  });

  it("has the wait that the service asks for", async () => {
    expect(await errorOf("limited")).toMatchObject({ kind: "rate_limit", retryAfter: 7 });
  });

  it("is not begun in another version of the protocol, nor with a program that is not there", async () => {
    expect((await errorOf("newer"))?.message).toContain("version 2");
    const missing = fakeAcp("answers", {}, { command: ["no-such-agent"] });
    expect((await performed(missing, request)).result.error?.kind).toBe("not_installed");
    const echo = fakeAcp("answers", {}, { command: ["cat"] });
    expect((await performed(echo, request)).result.error).toBeDefined();
  });
});
