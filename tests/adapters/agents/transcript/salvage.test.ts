import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { claudeAgent } from "../../../../src/adapters/agents/programs/claude/agent.ts";
import { opencodeAgent } from "../../../../src/adapters/agents/programs/opencode/agent.ts";
import { openTranscript } from "../../../../src/adapters/agents/transcript/writer.ts";
import type { Agent, AgentRequest } from "../../../../src/engine/ports/agent.ts";
import { tempDirOfEach } from "../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../helpers/agents/request.ts";
import { recorded } from "../../../helpers/agents/streams.ts";

const temp = tempDirOfEach();

const print = (event: object) => `console.log(${JSON.stringify(JSON.stringify(event))});`;

/** An agent whose program does this, then prints these events. */
function printing(events: readonly object[], first = "") {
  const command = [process.execPath, "-e", `${first}${events.map(print).join("")}`, "--"];
  return claudeAgent("claude", { type: "claude", command }, temp.dir);
}

const init = (session_id: string) => ({ type: "system", subtype: "init", session_id });
const answer = { type: "result", subtype: "success", result: "hello", total_cost_usd: 0.5 };

describe("what an agent that tells what it does in lines of JSON leaves behind", () => {
  const schema = { type: "object", properties: { verdict: { type: "string" } }, required: ["verdict"] };
  async function leftBy(agent: Agent, more: Partial<AgentRequest> = {}) {
    const request = requestIn(temp.dir, more);
    await performed(agent, request);
    return agent.salvage(request.attemptDir);
  }

  it("is its answer, masked", async () => {
    const agent = printing([init("s-1"), { ...answer, result: "it is hunter2!" }]);
    const left = await leftBy(agent, { mask: (text) => text.replaceAll("hunter2!", "***") });
    expect(left).toEqual({
      sessionId: "s-1",
      usage: { costUsd: 0.5 },
      answer: {
        ...{ output: "it is ***", sessionId: "s-1", usage: { costUsd: 0.5 } },
        ...{ exitCode: null, signal: null, durationMs: expect.any(Number) },
      },
    });
  });

  it("is its verdict, or its question", async () => {
    const verdict = { verdict: "rejected", issues: [{ severity: "major", description: "d" }] };
    const judged = await leftBy(printing([{ ...answer, structured_output: verdict }]), { schema });
    expect(judged.answer).toMatchObject(verdict);
    const asks = await leftBy(printing([{ ...answer, result: "QUESTION: Which?" }]), { schema });
    expect(asks.answer?.question).toBe("Which?");
  });

  it("is no answer where it gave none that can be taken", async () => {
    const failed = { ...answer, is_error: true, result: "API Error" };
    expect((await leftBy(printing([failed]))).answer).toBeUndefined();
    expect((await leftBy(printing([answer]), { schema })).answer).toBeUndefined();
  });

  it("is no answer where it was said because the agent is stopped", async () => {
    const says = { type: "assistant", message: { content: [{ type: "text", text: "working" }] } };
    const stopped = `process.on("SIGINT", () => { ${print(answer)} process.exit(0); });`;
    const agent = printing([says], `${stopped} setInterval(() => {}, 60_000);`);
    const request = requestIn(temp.dir, { limits: { wallMs: 1000, silenceMs: 30_000 } });
    const { result } = await performed(agent, request);
    expect(result).toMatchObject({ output: "hello", error: { kind: "timeout" } });
    await performed(agent, request, (event, controller) => {
      if (event.type === "text") controller.abort();
    });
    expect(agent.salvage(request.attemptDir).answer).toBeUndefined();
  });

  it("is no answer where it went on after what looked like its last word", async () => {
    const events = recorded("opencode.ndjson");
    const again = events.filter((line) => line.includes("step_start")).slice(0, 1);
    const agent = (lines: string[]) => {
      const script = lines.map((line) => `console.log(${JSON.stringify(line)});`).join("");
      return opencodeAgent(
        "o",
        { type: "opencode", command: [process.execPath, "-e", script, "--"] },
        temp.dir,
      );
    };
    expect((await leftBy(agent(events))).answer).toBeDefined();
    const attemptDir = join(temp.dir, "again");
    mkdirSync(attemptDir);
    expect((await leftBy(agent([...events, ...again]), { attemptDir })).answer).toBeUndefined();
  });

  it("is no answer that a line of the transcript only pretends, or tells in part", async () => {
    const request = requestIn(temp.dir);
    const transcript = openTranscript(request.attemptDir, request.mask, () => {});
    const whole = { type: "answer", output: "x", usage: { costUsd: null }, durationMs: 1 };
    for (const part of [{ usage: undefined }, { output: 7 }, { verdict: "fine" }, { issues: [1] }]) {
      transcript.write("event", JSON.stringify({ ...whole, ...part }));
    }
    transcript.write("raw", JSON.stringify(whole));
    transcript.close();
    expect(printing([]).salvage(request.attemptDir)).toEqual({});
  });
});
