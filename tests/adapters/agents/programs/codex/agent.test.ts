import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { codexAgent } from "../../../../../src/adapters/agents/programs/codex/agent.ts";
import type { ProgramConfig } from "../../../../../src/domain/config/config.ts";
import type { AgentRequest } from "../../../../../src/engine/ports/agent.ts";
import { agentContract, allBehaviours } from "../../../../contracts/agent.contract.ts";
import { fakeProgram, startedBy } from "../../../../helpers/agents/fakes.ts";
import { tempDirOfEach, textOf } from "../../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../../helpers/agents/request.ts";

agentContract(
  "codex",
  allBehaviours,
  (behaviour, dir) => codexAgent("codex", fakeProgram("codex", behaviour), dir),
  { costs: false, counts: true },
);

const temp = tempDirOfEach();

const started = (more: Partial<AgentRequest> = {}, config: Partial<ProgramConfig> = {}) =>
  startedBy(codexAgent("codex", fakeProgram("codex", "usage", config), temp.dir), requestIn(temp.dir, more));

describe("the program codex", () => {
  it("is started headless, in its sandbox, with the prompt on standard input", async () => {
    const { args, prompt } = await started({ prompt: "Do ä.\n", model: "gpt-5" });
    expect(args).toEqual([
      ...["exec", "--json", "--skip-git-repo-check", "-c", 'sandbox_mode="workspace-write"'],
      ...["-c", 'approval_policy="never"', "-m", "gpt-5", "-"],
    ]);
    expect(prompt).toBe("Do ä.\n");
  });

  it("goes on in its session, held to a schema, with what config adds before both", async () => {
    const schema = { type: "object" };
    const { args, request } = await started(
      { sessionId: "s-7", schema },
      { args: ["-c", "x=1"], model: "o" },
    );
    const file = join(request.attemptDir, "answer-schema.json");
    expect(args.slice(0, 2)).toEqual(["exec", "resume"]);
    expect(args.slice(-8)).toEqual(["-m", "o", "--output-schema", file, "-c", "x=1", "s-7", "-"]);
    expect(JSON.parse(textOf(file) ?? "")).toEqual(schema);
  });

  it("may only read where only that is asked for, and everything only where that is", async () => {
    expect((await started({ access: "read" })).args).toContain('sandbox_mode="read-only"');
    expect((await started({ access: "full" })).args).toContain('sandbox_mode="danger-full-access"');
  });

  it("costs what the user's price says", async () => {
    const { result } = await started({}, { price: { inputPerMTok: 2, outputPerMTok: 20 } });
    expect(result.usage).toEqual({ inputTokens: 1000, outputTokens: 50, costUsd: 0.003 });
    const counter = { inputTokens: 400, outputTokens: 50, costUsd: null };
    const later = await started(
      { sessionId: "s-1", counter },
      { price: { inputPerMTok: 2, outputPerMTok: 20 } },
    );
    expect(later.result.usage).toEqual({ inputTokens: 600, outputTokens: 0, costUsd: 0.0012 });
    expect(later.result.counter).toEqual({ inputTokens: 1000, outputTokens: 50, costUsd: null });
  });

  it("that begins another thread instead of going on is stopped at once", async () => {
    const agent = codexAgent("codex", fakeProgram("codex", "wanders"), temp.dir);
    const { result, events } = await performed(agent, requestIn(temp.dir, { sessionId: "s-0" }));
    expect(result).toMatchObject({ error: { kind: "session_missing" }, sessionId: undefined });
    expect(result.durationMs).toBeLessThan(4000);
    expect(events.some((event) => event.type === "session")).toBe(false);
  });

  it("that does not know an argument says which", async () => {
    const agent = codexAgent("codex", fakeProgram("codex", "refuses"), temp.dir);
    const { result } = await performed(agent, requestIn(temp.dir));
    expect(result.error).toMatchObject({
      kind: "bad_request",
      message: expect.stringContaining("--no-such"),
    });
  });
});
