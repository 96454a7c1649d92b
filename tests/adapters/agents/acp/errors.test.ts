import { describe, expect, it } from "@jest/globals";
import { errorOfResponse, errorOfStop } from "../../../../src/adapters/agents/acp/errors.ts";
import { isAllowed } from "../../../../src/adapters/agents/acp/permission.ts";
import { usageIn } from "../../../../src/adapters/agents/acp/usage.ts";

describe("an ACP agent's error", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    [{ code: -32000, message: "Authentication required" }, "auth"],
    [{ code: -32603, message: "x", data: { errorKind: "authentication_failed" } }, "auth"],
    [{ code: -32603, message: "x", data: { errorKind: "rate_limit" } }, "rate_limit"],
    [{ code: -32603, message: "x", data: { errorKind: "server_error" } }, "overloaded"],
    [{ code: -32603, message: "x", data: { errorKind: "of a later version" } }, "unknown"],
    [{ code: -32603, message: "API Error: Request rejected (429)" }, "rate_limit"],
    [{ code: 429, message: "Slow down" }, "rate_limit"],
    [{ code: 503, message: "x" }, "overloaded"],
    [{ code: -32603, message: "Internal error", data: { details: "fetch failed" } }, "network"],
    [{ code: -32602, message: "Invalid params" }, "bad_request"],
    [{ code: -32603, message: "no rollout found" }, "unknown"],
  ])("%j is %s", (error, kind) => {
    expect(errorOfResponse("a", { data: {}, ...error }, [], now).kind).toBe(kind);
  });

  it("says how long to wait, however that is told, and only where waiting helps", () => {
    const wait = (data: object, errorKind = "rate_limit") =>
      errorOfResponse("a", { code: -32603, message: "x", data: { errorKind, ...data } }, [], now).retryAfter;
    expect(wait({ retryAfter: 3 })).toBe(3);
    expect(wait({ resetsAt: "2026-01-01T00:01:00Z" })).toBe(60);
    expect(wait({ resetsAt: now / 1000 + 5 })).toBe(5);
    expect(wait({ resetsAt: "2025-01-01T00:00:00Z" })).toBe(0);
    expect(wait({ resetsAt: "soon" })).toBeUndefined();
    expect(wait({ retryAfter: 3 }, "invalid_request")).toBeUndefined();
  });

  it("of a turn that stops for something else is told, where it is", () => {
    expect(errorOfStop("a", "paused")?.message).toBe("agent a ended its turn: paused");
    expect(errorOfStop("a", undefined)?.message).toBe("agent a ended its turn: it does not say why");
    expect(errorOfStop("a", "end_turn")).toBeUndefined();
  });
});

describe("what an ACP agent may do", () => {
  const kinds = [
    "read",
    "search",
    "think",
    "fetch",
    "edit",
    "delete",
    "move",
    "execute",
    "other",
    "switch_mode",
  ];
  const allowed = (access: "read" | "write" | "full", paths: string[] = []) =>
    kinds.filter((kind) => isAllowed({ kind, paths }, access, (path) => path.startsWith("/repo/")));

  it("follows from its access", () => {
    expect(allowed("read")).toEqual(["read", "search", "think", "fetch"]);
    expect(allowed("write", ["/repo/a"])).toEqual(kinds.slice(0, -1));
    expect(allowed("full", ["/etc/passwd"])).toEqual(kinds);
  });

  it("outside the workspace is no edit", () => {
    const rest = ["read", "search", "think", "fetch", "execute", "other"];
    expect(allowed("write", ["/repo/a", "/etc/passwd"])).toEqual(rest);
  });
});

describe("what an ACP agent tells of its costs", () => {
  const usage = { inputTokens: 10, outputTokens: 5 };
  const costOf = (version: string, name = "@agentclientprotocol/claude-agent-acp", cost = 0.5) =>
    usageIn({ agent: { name, version }, response: { usage }, cost }, { costUsd: 0.2 }, undefined).costUsd;

  it("is the session's or the process's own, by version", () => {
    expect(costOf("0.49.0")).toBe(0.5);
    expect(costOf("0.100.0")).toBe(0.3);
    expect(costOf("0.49.0", "another")).toBe(0.3);
  });

  it("is no cost where it is nothing for something", () => {
    expect(costOf("1", "another", 0)).toBeNull();
  });
});
