import { describe, expect, it } from "@jest/globals";
import {
  goesOn,
  isRepair,
  lastOfNext,
  sessionCounter,
  unreadAnswer,
  wentOn,
} from "../../../src/domain/agent/session.ts";
import type { Attempt } from "../../../src/domain/journal/execution.ts";
import { anAttempt } from "../../helpers/stories.ts";

const schema = { kind: "schema", message: "no verdict" } as const;
const limited = { kind: "rate_limit", message: "slow down" } as const;
const loggedOut = { kind: "auth", message: "log in" } as const;
const refused = { kind: "bad_request", message: "no such model" } as const;
const unread = (attempt: number, over: Partial<Attempt> = {}) =>
  anAttempt({ attempt, outcome: "failed", error: schema, retry: "repair", sessionId: "s", ...over });
const paused = (attempt: number, over: Partial<Attempt> = {}) =>
  anAttempt({ attempt, outcome: "interrupted", sessionId: "s", resumed: "s", ...over });
const cost = (costUsd: number | null) => ({ usage: { costUsd } });

describe("whether the next attempt goes on from the last", () => {
  it.each([
    ["interrupted", { outcome: "interrupted" }, true],
    ["asked", { outcome: "asked" }, true],
    ["limited, in a session", { outcome: "failed", error: limited, sessionId: "s" }, true],
    ["limited, without one", { outcome: "failed", error: limited }, false],
    ["logged out, in a session", { outcome: "failed", error: loggedOut, sessionId: "s" }, true],
    ["refused, in a session", { outcome: "failed", error: refused, sessionId: "s" }, false],
    ["unreadable", { outcome: "failed", error: schema, retry: "repair", sessionId: "s" }, true],
    ["unreadable a second time", { outcome: "failed", error: schema, sessionId: "s" }, false],
    ["of an unknown session", { outcome: "failed", retry: "anew", sessionId: "s" }, false],
    [
      "interrupted, then taken back",
      { outcome: "interrupted", withdrawn: { by: "person", reason: "" } },
      false,
    ],
    ["done", {}, false],
  ] as const)("%s", (_what, over, expected) => {
    const attempt = anAttempt(over);
    expect(goesOn([attempt], attempt)).toBe(expected);
  });

  const stalled = (attempt: number, over: Partial<Attempt> = {}) =>
    paused(attempt, { outcome: "failed", error: { kind: "stalled", message: "silence" }, ...over });
  const first = stalled(1, { resumed: undefined });
  it.each([
    ["once", [first], true],
    ["once, after it was interrupted", [paused(1, { resumed: undefined }), stalled(2)], true],
    ["twice in a row", [first, stalled(2)], false],
    ["twice, though interrupted between", [first, paused(2), stalled(3)], false],
    ["twice, under another id", [first, stalled(2, { sessionId: "t" })], false],
    ["once in each of two sessions", [first, stalled(2, { resumed: undefined, sessionId: "t" })], true],
    ["without a session", [stalled(1, { resumed: undefined, sessionId: undefined })], false],
    ["in the turn that was to mend its answer", [unread(1), stalled(2)], false],
  ] as const)("stalled %s", (_what, attempts, expected) => {
    expect(goesOn(attempts, attempts.at(-1)!)).toBe(expected);
  });
});

describe("the attempt that the next one is made after", () => {
  const turned = (attempt: number, agent: string, turnTo: string, error: Attempt["error"]) =>
    anAttempt({ attempt, agent, outcome: "failed", error, turnTo });
  const first = turned(1, "a", "b", limited);
  it.each([
    ["the last", [first, paused(2, { agent: "b" })], 2],
    ["the last, of whoever is turned from", [first], 1],
    [
      "the one of who is asked again, where the other could not begin",
      [first, turned(2, "b", "a", loggedOut)],
      1,
    ],
    ["the last, where the other began", [first, turned(2, "b", "a", limited)], 2],
  ] as const)("is %s", (_what, attempts, expected) => {
    expect(lastOfNext(attempts, "implement")?.attempt).toBe(expected);
  });

  it("is none where there is none", () => {
    expect(lastOfNext([first], "review")).toBeUndefined();
  });
});

describe("the one turn that mends an answer", () => {
  it("is the attempt after an unreadable answer, in its session", () => {
    const second = paused(2, { outcome: "said" });
    expect(isRepair([unread(1), second], second)).toBe(true);
    expect(isRepair([unread(1), second], { ...second, resumed: undefined })).toBe(false);
  });

  it("is still to be done when it was only interrupted or limited, under whatever session id", () => {
    const moved = paused(2, { sessionId: "t" });
    const third = paused(3, { outcome: "failed", error: limited, resumed: "t", sessionId: "t" });
    const fourth = paused(4, { outcome: "said", resumed: "t", sessionId: "t" });
    const all = [unread(1), moved, third, fourth];
    expect(unreadAnswer(all, "implement", 4)?.attempt).toBe(1);
    expect(isRepair(all, fourth)).toBe(true);
  });

  it("is over once another answer was given", () => {
    const failed = paused(2, { outcome: "failed", error: schema });
    const third = paused(3, { outcome: "said", resumed: undefined });
    expect(unreadAnswer([unread(1), failed, third], "implement", 3)).toBeUndefined();
    expect(isRepair([unread(1), failed, third], third)).toBe(false);
    expect(unreadAnswer([unread(1), paused(2, { outcome: "done" })], "implement")).toBeUndefined();
  });
});

describe("what a session's counter stands at", () => {
  it("is what its last attempt said", () => {
    const counted = [paused(1, { counter: { costUsd: 1 } }), paused(2, { counter: { costUsd: 1.5 } })];
    expect(sessionCounter(counted, "s")).toEqual({ costUsd: 1.5 });
    expect(sessionCounter(counted, "another")).toBeUndefined();
  });

  it("grows by what later attempts used that could not say, and by nothing where nothing is known", () => {
    const first = paused(1, { counter: { inputTokens: 10, outputTokens: 2, costUsd: 1 } });
    const killed = paused(2, { usage: { inputTokens: 5, costUsd: 0.25 } });
    const silent = paused(3, cost(null));
    expect(sessionCounter([first, killed, silent], "s")).toEqual({
      inputTokens: 15,
      outputTokens: 2,
      costUsd: 1.25,
    });
  });

  it("goes on under another id", () => {
    const first = paused(1, { sessionId: "s", resumed: undefined, counter: { costUsd: 1 } });
    const moved = paused(2, { sessionId: "t", resumed: "s", usage: undefined });
    expect(sessionCounter([first, moved], "t")).toEqual({ costUsd: 1 });
  });
});

describe("an attempt that went on in an interrupted session", () => {
  const second = paused(3, { outcome: "done", ...cost(0.12) });

  it("tells what was paid before it, and what it cost itself", () => {
    const before = [paused(1, { resumed: undefined, ...cost(0.25) }), paused(2, cost(0.06))];
    expect(wentOn([...before, second], second)).toEqual({
      sessionId: "s",
      from: "story[add-dark-mode]/implement#2",
      beforeUsd: 0.31,
      afterUsd: 0.12,
    });
  });

  it("may have stalled before", () => {
    const error = { kind: "stalled", message: "silence" } as const;
    const before = paused(2, { resumed: undefined, outcome: "failed", error, ...cost(0.25) });
    expect(wentOn([before, second], second)).toMatchObject({ beforeUsd: 0.25, afterUsd: 0.12 });
  });

  it("invents no cost", () => {
    const silent = paused(2, cost(null));
    expect(wentOn([silent, second], second)).toMatchObject({ beforeUsd: null, afterUsd: 0.12 });
  });

  it("is none that began anew, whose session was unknown, or that was asked to mend its answer", () => {
    expect(
      wentOn([paused(2), { ...second, resumed: undefined }], { ...second, resumed: undefined }),
    ).toBeUndefined();
    expect(wentOn([unread(2), second], second)).toBeUndefined();
    const unknown = { ...second, error: { kind: "session_missing", message: "" } as const };
    expect(wentOn([paused(2), unknown], unknown)).toBeUndefined();
  });
});
