import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { tryAgent } from "../../../src/app/agents/try.ts";
import type { ErrorKind } from "../../../src/domain/agent/error.ts";
import type { Agent, AgentRequest } from "../../../src/engine/ports/agent.ts";
import { testConfig } from "../../helpers/engine/config.ts";

/** What becomes of a test call in which the agent gives such notices, and ends with such an error. */
async function tried(kind: ErrorKind | undefined, ...notices: string[]) {
  const requests: AgentRequest[] = [];
  const agent: Agent = {
    name: "it",
    resumes: true,
    salvage: () => ({}),
    async perform(request, onEvent) {
      requests.push(request);
      expect(readdirSync(request.workspace)).toEqual([]);
      for (const text of notices) await onEvent({ type: "notice", text });
      const error = kind && { kind, message: "agent it was ended" };
      return { exitCode: null, signal: null, output: "ready", usage: { costUsd: 0.5 }, durationMs: 1, error };
    },
  };
  const env = { PATH: process.env.PATH, NPM_TOKEN: "hunter2hunter2", MY_KEY: "hunter2hunter2" };
  const settings = {
    config: testConfig({ agentEnv: { deny: ["NPM_TOKEN"] }, secrets: ["*KEY"] }),
    root: "/",
  };
  const candidate = { name: "it", agent, config: { type: "claude" }, actions: [] } as const;
  const result = await tryAgent(
    { env, now: () => new Date() },
    settings,
    candidate,
    new AbortController().signal,
  );
  return { result, request: requests[0]! };
}

describe("a test call", () => {
  it("reads, for a minute, without the project, and leaves nothing", async () => {
    const { result, request } = await tried(undefined);
    expect(result).toMatchObject({ usage: { costUsd: 0.5 }, error: undefined });
    expect(request).toMatchObject({ access: "read", limits: { wallMs: 60_000, silenceMs: 60_000 } });
    expect(request.env.NPM_TOKEN).toBeUndefined();
    expect(request.env.AGENTIC_SDLC_TOKEN).toMatch(/^[0-9a-f]{32}$/);
    expect(request.mask("key hunter2hunter2")).toBe("key ***");
    for (const folder of [request.workspace, request.attemptDir]) expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ["network", "timeout", ["Reconnecting... (error sending request)"]],
    ["timeout", "stalled", ["Model metadata not found"]],
    ["timeout", "timeout", []],
    ["auth", "auth", ["connection refused"]],
  ] as const)("is %s, after %s and such notices", async (expected, kind, notices) => {
    const { error } = (await tried(kind, ...notices)).result;
    expect(error?.kind).toBe(expected);
    if (kind !== "auth") expect(error?.message).toMatch(/^it gave no answer within 60 s/);
    if (notices.length > 0 && kind !== "auth")
      expect(error?.message).toContain(`it said last: ${notices[0]}`);
  });
});
