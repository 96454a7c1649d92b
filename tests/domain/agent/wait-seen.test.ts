import { describe, expect, it } from "@jest/globals";
import { waitSeen } from "../../../src/domain/agent/attempt.ts";

const time = (seconds: number) => new Date(Date.parse("2026-01-09T02:00:00.000Z") + seconds * 1000);
const told = (at: number, until: number, since = at) => ({
  ...{ at: time(at).toISOString(), until: time(until).toISOString(), since: time(since).toISOString() },
  ...{ kind: "rate_limit", message: "429" },
});

describe("a wait", () => {
  it("is until its moment, as long as the clock goes on", () => {
    const wait = told(0, 5);
    for (const now of [0, 3, 5, 100_000]) expect(waitSeen(wait, time(now))).toBe(wait);
  });

  it("is as long as it was to be, and no longer, for a clock that is before the time it was reckoned at", () => {
    expect(waitSeen(told(86_400, 86_405, 86_000), time(0))).toEqual(told(0, 5, -400));
  });
});
