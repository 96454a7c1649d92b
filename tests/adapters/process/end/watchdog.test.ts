import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { watch } from "../../../../src/adapters/process/end/watchdog.ts";

/** A clock that the test moves; ticks are real, 5 ms apart. */
function dog(limits: Parameters<typeof watch>[0]) {
  const clock = { at: 1000 };
  const limitsReached: string[] = [];
  const watchdog = watch(
    limits,
    (limit) => limitsReached.push(limit),
    () => clock.at,
  );
  const pass = async (ms: number) => {
    clock.at += ms;
    await delay(20);
  };
  return { watchdog, pass, limitsReached };
}

describe("the watchdog", () => {
  it("reports a limit once, when it is reached and not before", async () => {
    const { pass, limitsReached } = dog({ wallMs: 100, silenceMs: 60_000 });
    await pass(99);
    expect(limitsReached).toEqual([]);
    await pass(1);
    await pass(5000);
    expect(limitsReached).toEqual(["timeout"]);
  });

  it("counts silence from the last sign of life", async () => {
    const { watchdog, pass, limitsReached } = dog({ silenceMs: 100 });
    await pass(80);
    watchdog.touch();
    await pass(80);
    expect(limitsReached).toEqual([]);
    await pass(20);
    expect(limitsReached).toEqual(["stalled"]);
  });

  it("is patient three times as long with what is busy", async () => {
    let busy = true;
    const { pass, limitsReached } = dog({ silenceMs: 100, busy: () => busy });
    await pass(299);
    expect(limitsReached).toEqual([]);
    busy = false;
    await pass(0);
    expect(limitsReached).toEqual(["stalled"]);
  });

  it("does not count a machine that slept, nor time between pause and resume", async () => {
    const { watchdog, pass, limitsReached } = dog({ wallMs: 100, silenceMs: 100 });
    await pass(8 * 3_600_000);
    watchdog.pause();
    await pass(500);
    watchdog.resume();
    await pass(50);
    expect(limitsReached).toEqual([]);
    expect(watchdog.activeMs()).toBeLessThan(60);
    watchdog.stop();
  });
});
