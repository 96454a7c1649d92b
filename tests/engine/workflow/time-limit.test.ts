import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { timeLimit } from "../../../src/engine/workflow/time-limit.ts";

describe("a time limit", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  /** Time in which the process runs, and time in which it does not. */
  function world() {
    let at = 0;
    const outer = new AbortController();
    const run = (ms: number) => {
      for (let i = 0; i < ms; i += 10) {
        at += 10;
        jest.advanceTimersByTime(10);
      }
    };
    const sleep = (ms: number) => {
      at += ms;
    };
    return { limit: (ms?: number) => timeLimit(outer.signal, ms, () => at), outer, run, sleep };
  }

  it("aborts when the time is over", () => {
    const { limit, run } = world();
    const { signal } = limit(1000);
    run(900);
    expect(signal.aborted).toBe(false);
    run(200);
    expect(signal.reason).toBe("timeout");
  });

  it("does not count the time in which the machine slept", () => {
    const { limit, run, sleep } = world();
    const one = limit(1000);
    run(500);
    sleep(3_600_000);
    run(300);
    expect(one.isOver).toBe(false);
    run(300);
    expect(one.isOver).toBe(true);
  });

  it("of weeks is not over at once", () => {
    const { limit, run } = world();
    const one = limit(60 * 24 * 3_600_000);
    run(5000);
    expect(one.isOver).toBe(false);
    one.clear();
  });

  it("aborts with what it is part of, and then is not over; cleared, it never is", () => {
    const { limit, outer, run } = world();
    const one = limit(1000);
    const cleared = limit(1000);
    cleared.clear();
    outer.abort("SIGINT");
    expect([one.signal.aborted, one.signal.reason, one.isOver]).toEqual([true, "SIGINT", false]);
    one.clear();
    run(2000);
    expect(cleared.isOver).toBe(false);
    expect(limit(1000).signal.aborted).toBe(true);
  });
});
