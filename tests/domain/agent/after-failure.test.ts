import { describe, expect, it } from "@jest/globals";
import { afterFailure, agentFor } from "../../../src/domain/agent/after-failure.ts";
import type { AgentError } from "../../../src/domain/agent/error.ts";
import { isFatal } from "../../../src/domain/agent/help.ts";
import type { Attempt } from "../../../src/domain/journal/execution.ts";
import { anAttempt } from "../../helpers/stories.ts";

const now = new Date("2026-01-09T02:00:00.000Z");
const inSeconds = (s: number) => new Date(now.getTime() + s * 1000).toISOString();
const limited = (retryAfter?: number): AgentError => ({
  kind: "rate_limit",
  message: "slow down",
  retryAfter,
});
const auth: AgentError = { kind: "auth", message: "log in" };
const crash: AgentError = { kind: "crash", message: "boom" };
const try_ = (attempt: number, agent: string, over: Partial<Attempt> = {}) =>
  anAttempt({ attempt, agent, outcome: "said", accepted: false, endedAt: now.toISOString(), ...over });
const failed = (attempt: number, agent: string, error: AgentError, over: Partial<Attempt> = {}) =>
  try_(attempt, agent, { outcome: "failed", error, ...over });

/** How it goes on after the last of `attempts` ended in `error`. */
const howAfter = (attempts: readonly Attempt[], error: AgentError, fallback?: string, resumes = true) =>
  afterFailure(attempts, attempts.at(-1)!, error, fallback ? ["a", fallback] : ["a"], { resumes, now });

describe("after a failed attempt", () => {
  it("counts it as a failure, mostly", () => {
    expect(howAfter([try_(1, "a")], crash)).toEqual({});
    expect(howAfter([try_(1, "a")], crash, "b")).toEqual({});
  });

  it("asks for an unreadable answer once more, where there is a session to ask in", () => {
    const schema: AgentError = { kind: "schema", message: "no verdict" };
    const first = try_(1, "a", { sessionId: "s" });
    expect(howAfter([first], schema)).toEqual({ retry: "repair" });
    expect(howAfter([first], schema, "b", false)).toEqual({});
    expect(howAfter([try_(1, "a")], schema)).toEqual({});
    const mended = try_(2, "a", { sessionId: "s", resumed: "s" });
    expect(howAfter([failed(1, "a", schema, { sessionId: "s", retry: "repair" }), mended], schema)).toEqual(
      {},
    );
  });

  it("starts anew without a session that is unknown, and never twice for the same", () => {
    const missing: AgentError = { kind: "session_missing", message: "no such session" };
    expect(howAfter([try_(2, "a", { resumed: "s", sessionId: "s" })], missing)).toEqual({ retry: "anew" });
    expect(howAfter([try_(3, "a")], missing)).toEqual({});
    const unread = failed(1, "a", { kind: "schema", message: "" }, { sessionId: "s", retry: "repair" });
    expect(howAfter([unread, try_(2, "a", { resumed: "s", sessionId: "s" })], missing)).toEqual({});
  });

  it("waits as long as the agent says, else longer each time", () => {
    expect(howAfter([try_(1, "a")], limited(90))).toEqual({ waitUntil: inSeconds(90) });
    expect(howAfter([try_(1, "a")], limited())).toEqual({ waitUntil: inSeconds(30) });
    expect(howAfter([failed(1, "a", limited()), failed(2, "a", limited()), try_(3, "a")], limited())).toEqual(
      {
        waitUntil: inSeconds(120),
      },
    );
    expect(howAfter([failed(1, "a", limited()), failed(2, "a", crash), try_(3, "a")], limited())).toEqual({
      waitUntil: inSeconds(30),
    });
  });

  it("believes a wait that it is told, but not for ever, and not one without an end", () => {
    const hasty = Array.from({ length: 6 }, (_, i) => failed(i + 1, "a", limited(1)));
    const after = (count: number) => howAfter([...hasty.slice(0, count), try_(count + 1, "a")], limited(1));
    expect([0, 4, 5, 6].map(after)).toEqual([1, 1, 30, 60].map((s) => ({ waitUntil: inSeconds(s) })));
    expect(howAfter([try_(1, "a")], limited(1e300))).toEqual({ waitUntil: inSeconds(366 * 24 * 3600) });
  });

  it("does not use up the 20 calls of a story by a service that is overloaded for six hours", () => {
    const refused = Array.from({ length: 19 }, (_, i) => failed(i + 1, "a", limited()));
    const minutes = refused.reduce((sum, _, i) => {
      const { waitUntil = "" } = howAfter([...refused.slice(0, i), try_(i + 1, "a")], limited());
      return sum + (Date.parse(waitUntil) - now.getTime()) / 60_000;
    }, 0);
    expect(minutes).toBeGreaterThan(6 * 60);
  });

  it.each([["auth"], ["not_installed"], ["bad_request"]] as const)("is fatal after %s", (kind) => {
    const error: AgentError = { kind, message: "mend it" };
    expect(howAfter([try_(1, "a")], error)).toEqual({});
    expect(isFatal(error, {})).toBe(true);
    expect(isFatal(error, { turnTo: "b" })).toBe(false);
    expect(isFatal(crash, {})).toBe(false);
  });
});

describe("a fallback", () => {
  it.each(["network", "bad_request", "crash"] as const)("is not asked after %s", (kind) => {
    const error: AgentError = { kind, message: "no" };
    expect(howAfter([try_(1, "a")], error, "b")).not.toHaveProperty("turnTo");
  });

  it.each([[limited(3600)], [auth]])("is asked at once after %o", (error) => {
    expect(howAfter([try_(1, "a")], error, "b")).toEqual({ turnTo: "b" });
    expect(agentFor([failed(1, "a", error, { turnTo: "b" })], "implement", ["a", "b"])).toBe("b");
  });

  it("does the action to its end, and the next one is the first agent's again", () => {
    const turned = failed(1, "a", limited(3600), { turnTo: "b" });
    const candidates = ["a", "b"] as const;
    expect(agentFor([turned, failed(2, "b", crash)], "implement", candidates)).toBe("b");
    expect(agentFor([turned, try_(2, "b", { outcome: "interrupted" })], "implement", candidates)).toBe("b");
    expect(agentFor([turned, try_(2, "b", { outcome: "done" })], "implement", candidates)).toBe("a");
    expect(agentFor([turned], "review", candidates)).toBe("a");
    expect(agentFor([turned], "implement", ["a"])).toBe("a");
  });

  it("is waited for together with the first: whoever can be asked sooner", () => {
    const turned = failed(1, "a", limited(3600), { turnTo: "b" });
    expect(howAfter([turned, try_(2, "b")], limited(60), "b")).toEqual({ waitUntil: inSeconds(60) });
    const soon = failed(1, "a", limited(60), { turnTo: "b" });
    expect(howAfter([soon, try_(2, "b")], limited(3600), "b")).toEqual({
      turnTo: "a",
      waitUntil: inSeconds(60),
    });
    expect(howAfter([soon, try_(2, "b")], auth, "b")).toEqual({ turnTo: "a", waitUntil: inSeconds(60) });
  });

  it("ends the run when nobody can be asked, and the next run begins with the first agent", () => {
    const turned = failed(1, "a", auth, { turnTo: "b" });
    expect(howAfter([turned, try_(2, "b")], auth, "b")).toEqual({});
    const both = [turned, failed(2, "b", auth)];
    expect(agentFor(both, "implement", ["a", "b"])).toBe("a");
    expect(howAfter([...both, try_(3, "a")], auth, "b")).toEqual({ turnTo: "b" });
  });
});
